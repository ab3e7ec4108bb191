import type { Command } from 'commander';
import { CommandError } from './command-error.ts';
import { commandLine } from './command-line.ts';
import { seed, soracomLimit } from './option-values.ts';
import type { PlaceOptions } from './place-options.ts';
import type { Sandbox, SandboxOptions } from './sandbox.ts';
import type { Surroundings } from './surroundings.ts';
import { yamlFile } from './yaml-file.ts';

/** The options of a world: they shape a sandbox that is opened, and none that runs already. */
export interface WorldOptions {
  readonly seed?: number;
  readonly world?: string;
  readonly faults?: string;
  readonly soracomLimit?: number;
}

/** Gives a command the options that shape its private sandbox. */
export function withWorldOptions(command: Command): Command {
  return command
    .option('--seed <number>', 'of the private sandbox: the same seed gives the same run', seed)
    .option('--world <file>', 'of the private sandbox: accounts, VPCs and groups of your own')
    .option('--faults <file>', 'of the private sandbox: what is to go wrong')
    .option(
      '--soracom-limit <number>',
      "of the private sandbox: SORACOM's calls a minute of each path (1000; 0 is no limit)",
      soracomLimit,
    );
}

/** Opens the sandbox of a command; what is wrong in its files is told as a sentence. */
export async function openWorld(
  options: WorldOptions,
  more: SandboxOptions,
  { env, openSandbox }: Surroundings,
): Promise<Sandbox> {
  const given = { ...sandboxOptions(options, env), ...more };
  try {
    return await openSandbox(given);
  } catch (error) {
    const { name, message } = error as Error;
    // Of this project's own files, as somebody has changed them: a sentence, and no fault of the command.
    if (['StackRefused', 'MachineRefused'].includes(name))
      throw new CommandError('InvalidInput', message, { cause: error });
    const files = [options.world, options.faults].filter((path) => path !== undefined);
    // Without files of the person's own, whatever goes wrong is a fault of ours and should look like one.
    if (files.length === 0 || ['DirectoryTaken', 'StateRefused'].includes(name)) throw error;
    throw new CommandError('InvalidInput', `${files.join(', ')}: ${message}`, { cause: error });
  }
}

/** The sandbox options in the files and numbers of the command line; throws a sentence for a file that cannot be read. */
function sandboxOptions({ seed, world, faults, soracomLimit }: WorldOptions, env: Surroundings['env']): SandboxOptions {
  return {
    ...(seed === undefined ? {} : { seed }),
    ...(world === undefined ? {} : { world: yamlFile(world, env) }),
    ...(faults === undefined ? {} : { faults: yamlFile(faults, env) }),
    ...(soracomLimit === undefined ? {} : { soracomLimit }),
  };
}

/** Refuses the options of a world where there is a place already. */
export function refuseWorldOptions(options: WorldOptions & PlaceOptions): void {
  const shaping = { seed: '--seed', world: '--world', faults: '--faults', soracomLimit: '--soracom-limit' } as const;
  const given = (Object.keys(shaping) as (keyof typeof shaping)[]).find((name) => options[name] !== undefined);
  if (given === undefined) return;
  const flag = shaping[given];
  const flags = Object.entries({ '--live': options.live, '--stage': options.stage, '--endpoint': options.endpoint });
  const where = flags.find(([, value]) => value !== undefined)?.[0] ?? unset;
  throw new CommandError(
    'Usage',
    `${flag} shapes a private sandbox and cannot be used with ${where}. Start the sandbox with it: ${commandLine('sandbox', flag)} …`,
  );
}

const unset = 'CANAL_ENDPOINT (unset it for a private sandbox)';
