import { InvalidArgumentError } from 'commander';
import { CommandError } from './command-error.ts';
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
