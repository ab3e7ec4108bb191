import { type Command, InvalidArgumentError } from 'commander';
import { CommandError } from './command-error.ts';
import { endpoint, region, stage } from './option-values.ts';
import type { Surroundings } from './surroundings.ts';

/** The options that name a place: where the API is that a command asks. */
export interface PlaceOptions {
  readonly endpoint?: string;
  readonly stage?: string;
  readonly region?: string;
}

/** Gives a command the options that name a place. */
export function withPlaceOptions(command: Command): Command {
  return command
    .option('--stage <name>', 'use the stack of this stage in your AWS account', stage)
    .option('--region <name>', 'of the stack (ap-northeast-1), or of an API at an address of your own', region)
    .option('--endpoint <url>', 'use the API there, such as a running sandbox (or set CANAL_ENDPOINT)', endpoint);
}

/** Which place the options and CANAL_ENDPOINT choose; a flag counts more than the variable. Throws for two at once. */
export function chosenPlace(options: PlaceOptions, env: Surroundings['env']): PlaceOptions {
  const { stage: name, region: where } = options;
  if (name !== undefined && options.endpoint !== undefined) {
    throw new CommandError('Usage', '--stage and --endpoint name two places. Give one of them.');
  }
  const address = name === undefined ? (options.endpoint ?? endpointOf(env)) : undefined;
  if (where !== undefined && name === undefined && address === undefined) {
    throw new CommandError('Usage', '--region says where a stack is: give --stage with it, such as --stage prod.');
  }
  return {
    ...(name === undefined ? {} : { stage: name }),
    ...(address === undefined ? {} : { endpoint: address }),
    ...(where === undefined ? {} : { region: where }),
  };
}

function endpointOf({ CANAL_ENDPOINT }: Surroundings['env']): string | undefined {
  if (!CANAL_ENDPOINT) return undefined;
  try {
    return endpoint(CANAL_ENDPOINT);
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    throw new CommandError('Usage', `CANAL_ENDPOINT is "${CANAL_ENDPOINT}". ${error.message}`);
  }
}
