import { type Flow, type State, textsOf } from './definition.ts';
import { readExpression } from './expression.ts';

/** What is wrong with expressions: their syntax, what they may not use, and variables that may not be assigned yet. */
export function variableFaults(flow: Flow, before: ReadonlySet<string> = new Set()): string[] {
  const assigned = assignedBefore(flow, before);
  const own = new Set([...before, ...flow.states.flatMap((state) => namesOf(state))]);
  return flow.states.flatMap((state) => {
    const known = assigned.get(state.name) ?? new Set();
    const taken = namesOf(state).filter((name) => before.has(name));
    const within = flow.inner.get(state.name);
    return [
      ...taken.map((name) => `state "${state.name}" assigns $${name}, which a state outside of the Map assigns too.`),
      ...expressionFaults(state, known),
      ...(within ? innerFaults(within, known, own) : []),
    ];
  });
}

// What inner states read must be assigned before the Map; what they assign must be no name of any outer state.
function innerFaults(flow: Flow, known: ReadonlySet<string>, outer: ReadonlySet<string>): string[] {
  const faults = variableFaults(flow, outer);
  const own = new Set(flow.states.flatMap((state) => namesOf(state)));
  const missing = flow.states.flatMap((state) =>
    readsOf(state)
      .filter(({ name }) => outer.has(name) && !own.has(name) && !known.has(name))
      .map(({ name, path }) => `state "${state.name}", ${path}: $${name} may not be assigned yet.`),
  );
  return [...faults, ...missing];
}

const namesOf = (state: State): string[] => state.edges.flatMap((edge) => Object.keys(edge.assign));

/** The variables that are assigned on every way to a state. */
function assignedBefore(flow: Flow, before: ReadonlySet<string>): Map<string, ReadonlySet<string>> {
  const known = new Map<string, ReadonlySet<string>>([[flow.startAt, before]]);
  const edges = flow.states.flatMap((state) => state.edges);
  for (let changed = true; changed; ) {
    changed = false;
    for (const { from, to, assign } of edges) {
      const given = known.get(from);
      if (!given) continue;
      const arriving = new Set([...given, ...Object.keys(assign)]);
      const earlier = known.get(to);
      const both = earlier ? new Set([...earlier].filter((name) => arriving.has(name))) : arriving;
      if (earlier && both.size === earlier.size) continue;
      known.set(to, both);
      changed = true;
    }
  }
  return known;
}

function readsOf(state: State): { path: string; name: string }[] {
  return expressionsOf(state).flatMap(({ path, source }) =>
    [...readExpression(source).variables].map((name) => ({ path, name })),
  );
}

function expressionsOf(state: State): { path: string; source: string }[] {
  return textsOf(state)
    .filter(({ path, text }) => text.startsWith('{%') && !path.endsWith('Comment'))
    .map(({ path, text }) => ({ path, source: text.slice(2, -2).trim() }));
}

function expressionFaults(state: State, known: ReadonlySet<string>): string[] {
  return expressionsOf(state).flatMap(({ path, source }) => {
    const { variables, states, mapItem, problems } = readExpression(source);
    const allowed = ['input', 'context', ...fieldsAllowed(state, path)];
    const wrong = [
      ...problems,
      ...[...states].filter((name) => !allowed.includes(name)).map((name) => `$states.${name} is not there`),
      ...(mapItem && !path.startsWith('ItemSelector') ? ['$states.context.Map is there in ItemSelector alone'] : []),
      ...[...variables].filter((name) => !known.has(name)).map((name) => `$${name} may not be assigned yet`),
    ];
    return wrong.map((problem) => `state "${state.name}", ${path}: ${problem}.`);
  });
}

function fieldsAllowed(state: State, path: string): string[] {
  if (/^Catch\[\d+\]\//.test(path)) return ['errorOutput'];
  const result = ['Task', 'Map', 'Parallel'].includes(String(state.fields.Type)) && /^(Assign|Output)\b/.test(path);
  return result ? ['result'] : [];
}
