import type { Flow, State } from './definition.ts';
import type { Report } from './refusal.ts';

/** Reports transitions to states that are not there, states that nothing leads to, and flows without an end. */
export function checkRoutes(flow: Flow, where: string, report: Report): void {
  if (flow.startAt !== '' && !flow.states.has(flow.startAt)) {
    report.add(where, `StartAt names the state "${flow.startAt}", which is not there.`);
    return;
  }
  for (const state of flow.states.values()) {
    for (const target of targets(state)) {
      if (target !== '' && !flow.states.has(target)) {
        report.add(`state "${state.name}"`, `it leads to the state "${target}", which is not there.`);
      }
    }
  }
  const reached = new Set<string>();
  const open = [flow.startAt];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const state = flow.states.get(name);
    if (!state || reached.has(name)) continue;
    reached.add(name);
    open.push(...targets(state));
  }
  if (flow.startAt === '') return;
  for (const name of flow.states.keys()) {
    if (!reached.has(name)) report.add(`state "${name}"`, 'nothing leads to it.');
  }
  const ends = [...flow.states.values()].some((state) => reached.has(state.name) && isEnd(state));
  if (!ends)
    report.add(where, 'no state ends it: there must be a Succeed, a Fail or an End: true that can be reached.');
}

function isEnd(state: State): boolean {
  return state.type !== 'Choice' && state.next === undefined;
}

function targets(state: State): readonly string[] {
  const next = state.next === undefined ? [] : [state.next];
  if (state.type === 'Choice') return [...next, ...state.choices.map((rule) => rule.next)];
  if ('catch' in state) return [...next, ...state.catch.map((catcher) => catcher.next)];
  return next;
}
