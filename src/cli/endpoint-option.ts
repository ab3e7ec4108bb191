import { InvalidArgumentError } from 'commander';
import { CommandError } from './command-error.ts';
import { commandLine } from './command-line.ts';
import { endpoint } from './option-values.ts';

/** The endpoint that --endpoint or else CANAL_ENDPOINT names; undefined for none. Throws for an address that is none. */
export function chosenEndpoint(
  option: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  if (option !== undefined || !env.CANAL_ENDPOINT) return option;
  try {
    return endpoint(env.CANAL_ENDPOINT);
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    throw new CommandError('Usage', `CANAL_ENDPOINT is "${env.CANAL_ENDPOINT}". ${error.message}`);
  }
}

/** The endpoint for a command that makes no sense without one; throws a sentence that begins with `question`. */
export function neededEndpoint(
  question: string,
  option: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): string {
  const endpoint = chosenEndpoint(option, env);
  if (endpoint !== undefined) return endpoint;
  throw new CommandError(
    'Usage',
    `${question} A private sandbox ends with its command, so there is nothing to look at. Start one that lasts ("${commandLine('sandbox')}"), then add --endpoint http://127.0.0.1:4700.`,
  );
}
