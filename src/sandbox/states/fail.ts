import type { FailState } from './definition.ts';
import { StateFailure } from './failure.ts';
import { type Template, unexpectedType } from './template.ts';
import type { Visit } from './visit.ts';

/** Fails with the state's Error and Cause, which must come to texts. */
export async function runFail(visit: Visit, state: FailState): Promise<never> {
  const error = await text(visit, state.error);
  const cause = await text(visit, state.cause);
  throw new StateFailure(error, cause);
}

async function text(visit: Visit, template: Template | undefined): Promise<string | undefined> {
  if (!template) return undefined;
  const value = await visit.evaluate(template);
  return visit.guard(() => {
    if (typeof value !== 'string') throw unexpectedType(template, 'string', value);
    return value;
  });
}
