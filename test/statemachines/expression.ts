import jsonata from 'jsonata';

/** What an expression reads, and what is wrong with it as AWS sees it. */
export interface Reading {
  /** The machine's variables, without those that the expression binds itself. */
  readonly variables: ReadonlySet<string>;
  /** The fields of $states: input, context, result, errorOutput. */
  readonly states: ReadonlySet<string>;
  readonly mapItem: boolean;
  readonly problems: readonly string[];
}

interface Node {
  readonly type?: string;
  readonly value?: unknown;
  readonly [key: string]: unknown;
}

// The functions of JSONata 2.0.6 and those that Step Functions adds.
const functions = new Set(
  `sum count max min average string substring substringBefore substringAfter lowercase uppercase length trim pad match
  contains replace split join formatNumber formatBase formatInteger parseInteger number floor ceil round abs sqrt power
  random boolean not map zip filter single reduce sift keys lookup append exists spread merge reverse each error assert
  type sort shuffle distinct base64encode base64decode encodeUrlComponent encodeUrl decodeUrlComponent decodeUrl toMillis
  fromMillis clone now millis partition range parse`.split(/\s+/),
);

const refused: Readonly<Record<string, string>> = {
  eval: 'Step Functions refuses $eval',
  uuid: 'other interpreters do not know $uuid',
  hash: 'other interpreters do not know $hash',
};

// The parts of a node that are evaluated for each value of what stands before them: there, bare names and $ have a meaning.
const within = new Set(['predicate', 'stages', 'group', 'terms']);

/** Reads the text of an expression without its `{% %}`. */
export function readExpression(source: string): Reading {
  const variables = new Set<string>();
  const states = new Set<string>();
  const bound = new Set<string>();
  const problems = new Set<string>();
  let mapItem = false;

  const walk = (node: Node, inside: boolean): void => {
    const name = String(node.value);
    if (node.type === 'bind') bound.add(String((node.lhs as Node).value));
    if (node.type === 'lambda') for (const one of node.arguments as Node[]) bound.add(String(one.value));
    if (node.type === 'path') path(node.steps as Node[]);
    if (node.type === 'variable') variable(name, inside);
    if (node.type === 'name' && !inside) problems.add(`the bare name "${name}" has nothing to refer to`);
    for (const [key, value] of Object.entries(node)) {
      if (key !== 'steps') each(value, inside || within.has(key));
      else for (const [at, step] of (value as Node[]).entries()) walk(step, inside || at > 0);
    }
  };
  const each = (value: unknown, inside: boolean): void => {
    if (Array.isArray(value)) for (const item of value) each(item, inside);
    else if (typeof value === 'object' && value !== null && !(value instanceof RegExp)) walk(value as Node, inside);
  };
  const path = (steps: readonly Node[]): void => {
    const [head, ...rest] = steps.map((step) => String(step.value));
    if (steps[0]?.type !== 'variable' || head !== 'states') return;
    states.add(rest[0] ?? '');
    if (rest.slice(0, 2).join('.') === 'context.Map') mapItem = true;
  };
  const variable = (name: string, inside: boolean): void => {
    if (name === '$') problems.add('$$ has nothing to refer to');
    else if (name === '' && !inside) problems.add('$ has nothing to refer to here');
    else if (refused[name] !== undefined) problems.add(refused[name]);
    else if (name !== '' && name !== 'states' && !functions.has(name)) variables.add(name);
  };

  try {
    walk(jsonata(source).ast() as unknown as Node, false);
  } catch (error) {
    problems.add(`it is no JSONata: ${(error as Error).message}`);
  }
  for (const name of bound) variables.delete(name);
  return { variables, states, mapItem, problems: [...problems] };
}
