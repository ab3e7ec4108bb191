import { type Command, InvalidArgumentError, Option } from 'commander';
import { CommandError } from './command-error.ts';
import { endpoint, region, stage } from './option-values.ts';
import type { Surroundings } from './surroundings.ts';

/** The options that name a place: where the API is that a command asks. */
export interface PlaceOptions {
  readonly endpoint?: string;
  readonly stage?: string;
  readonly region?: string;
  readonly live?: boolean;
  readonly data?: string;
  readonly coverage?: 'japan' | 'global';
}

/** Gives a command the options that name a place. */
export function withPlaceOptions(command: Command): Command {
  return command
    .option('--stage <name>', 'use the stack of this stage in your AWS account', stage)
    .option('--region <name>', 'of the stack (ap-northeast-1), or of an API at an address of your own', region)
    .option('--endpoint <url>', 'use the API there, such as a running sandbox (or set CANAL_ENDPOINT)', endpoint)
    .option('--live', 'without a stack: in this process, against the real SORACOM and AWS, with your own credentials')
    .option('--data <dir>', 'with --live: the directory with the record (.canal)')
    .addOption(
      new Option('--coverage <name>', "with --live: SORACOM's coverage (that of the profile, or japan)").choices([
        'japan',
        'global',
      ]),
    );
}

/** Which place the options and CANAL_ENDPOINT choose; a flag counts more than the variable. Throws for two at once. */
export function chosenPlace(options: PlaceOptions, env: Surroundings['env']): PlaceOptions {
  const { stage: name, region: where } = options;
  const flags = { '--stage': name, '--endpoint': options.endpoint, '--live': options.live };
  const [one, other] = Object.entries(flags).flatMap(([flag, value]) => (value === undefined ? [] : [flag]));
  if (other !== undefined) throw new CommandError('Usage', `${one} and ${other} name two places. Give one of them.`);
  for (const flag of ['data', 'coverage'] as const) {
    if (options[flag] !== undefined && !options.live) {
      throw new CommandError('Usage', `--${flag} belongs to --live. Give both, or none of them.`);
    }
  }
  const address = one === undefined ? endpointOf(env) : options.endpoint;
  if (where !== undefined && one === undefined && address === undefined) {
    throw new CommandError('Usage', '--region says where a stack is: give --stage with it, such as --stage prod.');
  }
  return {
    ...(options.live ? { live: true } : {}),
    ...(options.data === undefined ? {} : { data: options.data }),
    ...(options.coverage === undefined ? {} : { coverage: options.coverage }),
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
