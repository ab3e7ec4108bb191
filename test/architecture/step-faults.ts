import type { Source } from './source.ts';

/** The other places in which a step has its name. */
export interface Naming {
  /** The functions of serverless.yml. */
  readonly functions: readonly string[];
  /** The Task states of all machines. */
  readonly states: readonly string[];
}

/** Handlers whose one word is not everywhere: file, step, contract, serverless.yml, state and comment. */
export function stepFaults(sources: readonly Source[], { functions, states }: Naming): string[] {
  const handlers = sources.filter(({ path }) => path.startsWith('functions/'));
  const names = handlers.map(({ path }) => path.replace(/^functions\/(.*)\.ts$/, '$1'));
  return [
    ...handlers.flatMap((handler, index) => {
      const name = names[index] as string;
      const missing = functions.includes(name) ? [] : [`serverless.yml has no function ${name} for ${handler.path}.`];
      return isApi(handler) ? missing : [...missing, ...wordFaults(name, handler, sources, states)];
    }),
    ...functions
      .filter((name) => !names.includes(name))
      .map((name) => `functions/${name}.ts is not there, and serverless.yml names it.`),
  ];
}

/** Serves HTTP operations, not a state. */
const isApi = ({ imports }: Source): boolean =>
  imports.some(({ specifier }) => specifier === '../src/lambda/http-api.ts');

function wordFaults(name: string, handler: Source, sources: readonly Source[], states: readonly string[]): string[] {
  const { path } = handler;
  const step = sources.find((source) => source.path === `src/steps/${name}.ts`);
  const state = states.find((one) => one.toLowerCase().replaceAll(' ', '-') === name);
  const faults: string[] = [];
  if (!step) faults.push(`${path} has no src/steps/${name}.ts.`);
  else if (!step.text.includes(`step: '${name}'`)) faults.push(`${step.path} has no contract with step: '${name}'.`);
  if (state === undefined) faults.push(`${path} has no state of its name in any machine.`);
  else if (!handler.text.includes(`Serves the state "${state}".`)) {
    faults.push(`${path} does not say that it serves the state "${state}".`);
  }
  return faults;
}
