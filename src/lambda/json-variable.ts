import * as z from 'zod';

/** A variable that holds JSON, as what was parsed; `otherwise` is its text where it is not set, `example` shows its shape. */
export const jsonVariable = (otherwise: string, example: string) =>
  z
    .string()
    .default(otherwise)
    .transform((text, context) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        context.addIssue({ code: 'custom', message: `must be JSON: ${example}` });
        return z.NEVER;
      }
    });
