import jsonata from 'jsonata';

/** What an expression may read of `$states`, by the field that it stands in. */
export type StatesField = 'input' | 'context' | 'result' | 'errorOutput';

/** A JSONata expression, parsed once. */
export interface Expression {
  /** The text between the braces, trimmed. */
  readonly source: string;
  /** The names after `$` that it mentions: variables, functions and `states`. */
  readonly variables: ReadonlySet<string>;
  /** The fields of `$states` that it mentions. */
  readonly states: ReadonlySet<StatesField>;
  /** Evaluates on bindings alone; rejects with jsonata's own error. What it gives may share objects with the bindings. */
  evaluate(bindings: Record<string, unknown>): Promise<unknown>;
}

interface Node {
  readonly type?: string;
  readonly value?: unknown;
  readonly [key: string]: unknown;
}

interface Findings {
  readonly variables: Set<string>;
  readonly states: Set<StatesField>;
  readonly problems: Set<string>;
  /** Whether `$states` is read as a whole. */
  whole: boolean;
}

const everyStatesField: readonly StatesField[] = ['input', 'context', 'result', 'errorOutput'];

/** Whether a text is an expression, plain text, or neither (one brace without the other, which AWS refuses). */
export function kindOf(text: string): 'expression' | 'text' | 'broken' {
  const [opens, closes] = [text.startsWith('{%'), text.endsWith('%}')];
  if (opens && closes && text.length >= 4) return 'expression';
  return opens || closes ? 'broken' : 'text';
}

const parsedBefore = new Map<string, Expression | readonly string[]>();
/** More than the expressions of all machines here; whoever makes up machines without end starts anew. */
const mostParsed = 5000;

/**
 * Parses `{% … %}`. Gives the problems as sentences where AWS would refuse the expression when a machine is created. What was
 * parsed in this process is not parsed again: nothing in it changes, and every sandbox loads the same machines.
 */
export function parseExpression(text: string, allowed: readonly StatesField[]): Expression | readonly string[] {
  const key = `${allowed.join()} ${text}`;
  const known = parsedBefore.get(key);
  if (known) return known;
  if (parsedBefore.size >= mostParsed) parsedBefore.clear();
  const parsed = parse(text, allowed);
  parsedBefore.set(key, parsed);
  return parsed;
}

function parse(text: string, allowed: readonly StatesField[]): Expression | readonly string[] {
  const source = text.slice(2, -2).trim();
  const findings: Findings = { variables: new Set(), states: new Set(), problems: new Set(), whole: false };
  let parsed: jsonata.Expression;
  try {
    parsed = jsonata(source);
  } catch (error) {
    const operators = /\?\s*[?:]/.test(source) ? ' (JSONata 2.0.6 has neither "?:" nor "??")' : '';
    return [`"${source}" is no JSONata expression: ${(error as Error).message}${operators}.`];
  }
  walk(parsed.ast() as unknown as Node, false, findings);
  for (const field of findings.states) {
    if (!allowed.includes(field)) findings.problems.add(`$states.${field} is not there in this field`);
  }
  if (findings.problems.size > 0) return [...findings.problems].map((problem) => `${problem}: "${source}".`);
  return {
    source,
    variables: findings.variables,
    states: findings.whole ? new Set(allowed) : findings.states,
    evaluate: (bindings) => parsed.evaluate(undefined, bindings),
  };
}

/** Goes through the syntax tree. `inside`: whether there is a context value for bare names and `$` to refer to. */
function walk(node: Node, inside: boolean, findings: Findings): void {
  if (node.type === 'variable') noteVariable(String(node.value), inside, findings);
  if (!inside && (node.type === 'name' || node.type === 'wildcard' || node.type === 'descendant')) {
    const name = node.type === 'wildcard' ? '*' : String(node.value);
    findings.problems.add(
      `the bare name "${name}" has nothing to refer to, write $states.input or a variable before it`,
    );
  }
  if (node.type === 'path') noteStates(node.steps as Node[], findings);
  if (isNamed(node, 'variable', 'states')) findings.whole = true;
  for (const [key, value] of Object.entries(node)) {
    if (key === 'steps') {
      (value as Node[]).forEach((step, index) => {
        const isStates = index === 0 && isNamed(step, 'variable', 'states');
        if (isStates) walkParts({ ...step, type: 'step' }, findings);
        else walk(step, inside || index > 0, findings);
      });
    } else walkValue(value, inside || contextual.includes(key), findings);
  }
}

// A `$states` at the head of a path: what it reads is noted from the step after it; its own predicates still count.
function walkParts(step: Node, findings: Findings): void {
  findings.variables.add('states');
  for (const [key, value] of Object.entries(step)) walkValue(value, contextual.includes(key), findings);
}

// The parts of a node that are evaluated for each value of what stands before them.
const contextual = ['predicate', 'stages', 'group', 'terms', 'pattern', 'update', 'delete'];

function walkValue(value: unknown, inside: boolean, findings: Findings): void {
  if (Array.isArray(value)) for (const item of value) walkValue(item, inside, findings);
  else if (typeof value === 'object' && value !== null && !(value instanceof RegExp)) {
    walk(value as Node, inside, findings);
  }
}

function noteVariable(name: string, inside: boolean, findings: Findings): void {
  if (name === 'eval') findings.problems.add('$eval is switched off in Step Functions');
  else if (name === '$') findings.problems.add('$$ has nothing to refer to, write $states.input');
  else if (name === '' && !inside) findings.problems.add('$ has nothing to refer to here, write $states.input');
  else if (name !== '') findings.variables.add(name);
}

function noteStates(steps: readonly Node[], findings: Findings): void {
  const [head, field] = steps;
  if (!head || !isNamed(head, 'variable', 'states')) return;
  const name = field?.type === 'name' ? String(field.value) : '';
  const known = everyStatesField.find((known) => known === name);
  if (known) findings.states.add(known);
  else findings.problems.add(`$states has no field "${name}", it has ${everyStatesField.join(', ')}`);
}

function isNamed(node: Node, type: string, value: string): boolean {
  return node.type === type && node.value === value;
}
