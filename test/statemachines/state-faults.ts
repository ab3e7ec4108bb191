import { entriesOf, type Fields, type Flow, flowsOf, type State, statesOf } from './definition.ts';
import type { Deployment } from './deployment.ts';

/** What is wrong with the states themselves: names, comments, ways out, time, and the functions that they call. */
export function stateFaults(definition: Fields, flow: Flow, deployment: Deployment): string[] {
  const states = statesOf(flow);
  return [
    ...(definition.QueryLanguage === 'JSONata' ? [] : ['the machine must say QueryLanguage: JSONata.']),
    ...flowsOf(flow)
      .filter(({ startAt, states: [first] }) => startAt !== first?.name)
      .map(({ startAt }) => `"${startAt}" must be the first state, because it is where it starts.`),
    ...states.flatMap((state) => stateFaultsOf(state)),
    ...states.filter(({ fields }) => fields.Type === 'Task').flatMap((state) => taskFaults(state, deployment)),
    ...substitutionFaults(states, deployment),
  ];
}

function stateFaultsOf({ name, fields }: State): string[] {
  const comment = typeof fields.Comment === 'string' && fields.Comment.length > 10;
  const undecided = fields.Type === 'Choice' && typeof fields.Default !== 'string';
  const uncaught = fields.Type === 'Map' && entriesOf(fields, 'Catch').length === 0;
  const question = name.endsWith('?') === (fields.Type === 'Choice');
  return [
    ...(comment ? [] : [`state "${name}" has no Comment that says what it is for.`]),
    ...(undecided ? [`the Choice "${name}" has no Default.`] : []),
    ...(uncaught ? [`the Map "${name}" has no Catch.`] : []),
    ...(question ? [] : [`state "${name}": a Choice is a question, and nothing else is.`]),
  ];
}

function taskFaults({ name, fields }: State, { timeouts, handlers }: Deployment): string[] {
  const step = name.toLowerCase().replaceAll(' ', '-');
  const placeholder = placeholderOf(fields);
  const timeout = timeouts.get(step);
  const faults = placeholder === camelCase(step) ? [] : [`state "${name}" must call \${${camelCase(step)}}.`];
  if (!handlers.includes(step)) faults.push(`state "${name}" has no functions/${step}.ts.`);
  if (timeout === undefined) faults.push(`state "${name}" has no function ${step} in serverless.yml.`);
  else if (typeof fields.TimeoutSeconds !== 'number') faults.push(`state "${name}" has no TimeoutSeconds.`);
  else if (fields.TimeoutSeconds < timeout) {
    faults.push(`state "${name}" gives up after ${fields.TimeoutSeconds} s, its function only after ${timeout} s.`);
  }
  for (const field of ['Retry', 'Catch']) {
    if (entriesOf(fields, field).length === 0) faults.push(`state "${name}" has no ${field}.`);
  }
  return faults;
}

function substitutionFaults(states: readonly State[], { substitutions, invokable }: Deployment): string[] {
  if (!substitutions) return ['serverless.yml has no state machine of this file.'];
  const used = new Set(
    states.filter(({ fields }) => fields.Type === 'Task').map(({ fields }) => placeholderOf(fields)),
  );
  return [
    ...[...used].filter((name) => !substitutions.has(name)).map((name) => `\${${name}} has no DefinitionSubstitution.`),
    ...[...substitutions].flatMap(([name, step]) => [
      ...(used.has(name) ? [] : [`the DefinitionSubstitution ${name} is not used.`]),
      ...(camelCase(step) === name ? [] : [`the DefinitionSubstitution ${name} stands for ${step}.`]),
      ...(invokable.includes(step) ? [] : [`the machine's role may not invoke ${step}.`]),
    ]),
    ...invokable
      .filter((step) => ![...substitutions.values()].includes(step))
      .map((step) => `the machine's role may invoke ${step}, which it does not call.`),
  ];
}

const placeholderOf = ({ Resource }: Fields): string => String(Resource).replace(/^\$\{(.*)\}$/, '$1');

const camelCase = (step: string): string =>
  step.replace(/(^|-)([a-z])/g, (_, __, letter: string) => letter.toUpperCase());
