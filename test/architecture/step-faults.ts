import type { Source } from './source.ts';

/** The other places in which a step has its name. */
export interface Naming {
  /** The functions of serverless.yml. */
  readonly functions: readonly string[];
  /** The Task states of all machines. */
  readonly states: readonly string[];
  /** The functions that a rule or a schedule starts: no state does. */
  readonly background?: readonly string[];
}

/** Handlers whose one word is not everywhere: file, step, contract, serverless.yml, state and comment. */
export function stepFaults(sources: readonly Source[], { functions, states, background = [] }: Naming): string[] {
  const handlers = sources.filter(({ path }) => path.startsWith('functions/'));
  const names = handlers.map(({ path }) => path.replace(/^functions\/(.*)\.ts$/, '$1'));
  return [
    ...handlers.flatMap((handler, index) => {
      const name = names[index] as string;
      const missing = functions.includes(name) ? [] : [`serverless.yml has no function ${name} for ${handler.path}.`];
      if (isApi(handler)) return missing;
      const started = background.includes(name);
      const served = started ? backgroundFaults(handler) : stateFaults(name, handler, states);
      // A rule may ask for an operation of the API instead of a step.
      const has = (file: string) => sources.some(({ path }) => path === file);
      const operation = started && !has(`src/steps/${name}.ts`) && has(`src/api/${name}.ts`);
      return [...missing, ...wordFaults(name, handler, sources, operation ? 'api' : 'steps'), ...served];
    }),
    ...functions
      .filter((name) => !names.includes(name))
      .map((name) => `functions/${name}.ts is not there, and serverless.yml names it.`),
  ];
}

/** Serves HTTP operations, not a state. */
const isApi = ({ imports }: Source): boolean =>
  imports.some(({ specifier }) => specifier === '../src/lambda/http-api.ts');

function wordFaults(name: string, { path }: Source, sources: readonly Source[], folder: 'api' | 'steps'): string[] {
  const step = sources.find((source) => source.path === `src/${folder}/${name}.ts`);
  if (!step) return [`${path} has no src/${folder}/${name}.ts.`];
  return step.text.includes(`step: '${name}'`) ? [] : [`${step.path} has no contract with step: '${name}'.`];
}

function stateFaults(name: string, { path, text }: Source, states: readonly string[]): string[] {
  const state = states.find((one) => one.toLowerCase().replaceAll(' ', '-') === name);
  if (state === undefined) return [`${path} has no state of its name in any machine.`];
  return text.includes(`Serves the state "${state}".`)
    ? []
    : [`${path} does not say that it serves the state "${state}".`];
}

const backgroundFaults = ({ path, text }: Source): string[] =>
  /\/\*\* Serves (the|a) (rule|schedule)\b/.test(text)
    ? []
    : [`${path} does not say which rule or schedule it serves.`];
