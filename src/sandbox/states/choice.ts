import type { ChoiceState } from './definition.ts';
import { unexpectedType } from './template.ts';
import type { Outcome, Visit } from './visit.ts';

/** Goes on with the first rule whose Condition is true, with that rule's Output and Assign; else with the state's own. */
export async function runChoice(visit: Visit, state: ChoiceState): Promise<Outcome> {
  for (const rule of state.choices) {
    const value = await visit.evaluate(rule.condition);
    const holds = await visit.guard(() => {
      if (typeof value !== 'boolean') throw unexpectedType(rule.condition, 'boolean', value);
      return value;
    });
    if (holds) return visit.finish(rule, visit.input, rule.next);
  }
  if (state.next !== undefined) return visit.finish(state, visit.input, state.next);
  const reason = 'Failed to transition out of the state. No choice rule matched, and there is no Default.';
  throw visit.failure('States.NoChoiceMatched', reason);
}
