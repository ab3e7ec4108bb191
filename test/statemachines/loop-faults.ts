import { type Edge, entriesOf, type Flow } from './definition.ts';

/** Loops that nothing ends: each must count in a variable, and ask a Choice whether it has counted far enough. */
export function loopFaults(flow: Flow): string[] {
  const own = loopsOf(flow)
    .filter((loop) => !isBounded(loop, flow))
    .map((loop) => `the loop ${loop.map((edge) => `"${edge.from}"`).join(' -> ')} has no counter that ends it.`);
  return [...own, ...[...flow.inner.values()].flatMap(loopFaults)];
}

/** Every way that comes back to its first state and passes no other state twice; each loop once. */
function loopsOf(flow: Flow): (readonly Edge[])[] {
  const order = new Map(flow.states.map((state, index) => [state.name, index]));
  const found: (readonly Edge[])[] = [];
  const follow = (first: string, at: string, way: readonly Edge[]): void => {
    for (const edge of flow.states[order.get(at) ?? -1]?.edges ?? []) {
      if (edge.to === first) found.push([...way, edge]);
      const later = (order.get(edge.to) ?? -1) > (order.get(first) ?? -1);
      if (later && !way.some((earlier) => earlier.from === edge.to) && edge.to !== at)
        follow(first, edge.to, [...way, edge]);
    }
  };
  for (const state of flow.states) follow(state.name, state.name, []);
  return found;
}

function isBounded(loop: readonly Edge[], flow: Flow): boolean {
  const counters = loop
    .flatMap((edge) => Object.entries(edge.assign))
    .filter(([name, value]) => new RegExp(`^\\{% \\$${name} \\+ [1-9]\\d* %\\}$`).test(String(value)))
    .map(([name]) => name)
    .filter((name) => loop.filter((edge) => name in edge.assign).length === 1);
  const conditions = loop.flatMap((edge) => {
    const state = flow.states.find(({ name }) => name === edge.from);
    return entriesOf(state?.fields ?? {}, 'Choices').map((rule) => String(rule.Condition));
  });
  return counters.some((name) =>
    conditions.some((condition) => new RegExp(`\\$${name} (<|<=|>|>=) \\d+`).test(condition)),
  );
}
