import * as z from 'zod/mini';

/** A variable that holds JSON, as what was parsed; `otherwise` is its text where it is not set, `example` shows its shape. */
export const jsonVariable = (otherwise: string, example: string) =>
  z.pipe(
    z._default(z.string(), otherwise),
    z.transform((text, context) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        context.issues.push({ code: 'custom', input: text, message: `must be JSON: ${example}` });
        return z.NEVER;
      }
    }),
  );
