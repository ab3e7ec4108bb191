import type { MapItem } from './context.ts';
import type { MapState } from './definition.ts';
import { tooLarge } from './failure.ts';
import { runFlow } from './flow.ts';
import { runLanes } from './lanes.ts';
import { isTooLarge, maxMapConcurrency } from './limits.ts';
import { persist } from './retry.ts';
import { unexpectedType } from './template.ts';
import type { Outcome, Visit } from './visit.ts';
import { wholeSeconds } from './wait.ts';

/** Runs the processor once for each item, each iteration in a clock turn of its own; the result is the list of outputs. */
export async function runMap(visit: Visit, state: MapState): Promise<Outcome> {
  const { branch } = visit;
  const attempt = async (): Promise<Outcome> => {
    const kept = visit.takeUp('lanes');
    const inputs = kept?.inputs ?? (await iterationInputs(visit, state, await mapItems(visit, state)));
    const wanted = state.maxConcurrency ? await wholeSeconds(visit, state.maxConcurrency, 0) : 0;
    if (!kept) branch.record('MapStateStarted', { mapStateStartedEventDetails: { length: inputs.length } });
    const outputs = await runLanes(visit, {
      inputs,
      kept: kept?.lanes,
      count: inputs.length,
      limit: wanted === 0 ? maxMapConcurrency : Math.min(wanted, maxMapConcurrency),
      path: (index) => `${state.name}[${index}]`,
      started: (index, previous) => recordIteration(visit, 'Started', index, previous),
      run: (lane, index) => runFlow(state.processor, inputs[index] as string, lane),
      ended: (how, index, previous) => recordIteration(visit, how, index, previous),
    });
    const result = `[${outputs.join(',')}]`;
    if (isTooLarge(result)) throw tooLarge(state.name);
    // Beside the line of events: AWS lets MapStateExited follow the last iteration.
    branch.execution.record('MapStateSucceeded', branch.previous);
    return visit.finish(state, result, state.next, { result });
  };
  return persist(visit, state, attempt, () => branch.record('MapStateFailed'));
}

function recordIteration(visit: Visit, how: string, index: number, previous: number): number {
  const details = { name: visit.state.name, index };
  return visit.branch.execution.record(`MapIteration${how}`, previous, {
    [`mapIteration${how}EventDetails`]: details,
  });
}

/** The items: of Items, else of the input. An object is gone through by key. */
async function mapItems(visit: Visit, state: MapState): Promise<readonly MapItem[]> {
  const template = state.items ?? { kind: 'literal', value: JSON.parse(visit.input), field: 'Items' };
  const value = await visit.evaluate(template);
  return visit.guard(() => {
    if (Array.isArray(value)) return value.map((item, index) => ({ index, key: undefined, value: item }));
    if (typeof value !== 'object' || value === null) throw unexpectedType(template, 'array', value);
    return Object.entries(value).map(([key, item], index) => ({ index, key, value: item }));
  });
}

/** What each iteration starts with: what ItemSelector makes of the item, else the item, or key and value of an object's. */
async function iterationInputs(visit: Visit, state: MapState, items: readonly MapItem[]): Promise<readonly string[]> {
  const inputs: string[] = [];
  for (const item of items) {
    const whole = item.key === undefined ? item.value : { Key: item.key, Value: item.value };
    const value = state.itemSelector ? await visit.evaluate(state.itemSelector, { item }) : whole;
    const text = JSON.stringify(value);
    if (isTooLarge(text)) throw tooLarge(state.name);
    inputs.push(text);
  }
  return inputs;
}
