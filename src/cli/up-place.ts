import { CommandError } from './command-error.ts';
import { commandLine } from './command-line.ts';
import type { Sandbox, SandboxOptions } from './sandbox.ts';
import type { Surroundings } from './surroundings.ts';
import { yamlFile } from './yaml-file.ts';

/** Where a network is brought up. */
export interface UpPlace {
  readonly url: string;
  /** True for the sandbox of this very process, which ends with it. */
  readonly isPrivate: boolean;
  readonly pollMillis: number;
  close(): Promise<void>;
}

/** The options of a world: they shape a sandbox that is opened, and none that runs already. */
export interface WorldOptions {
  readonly seed?: number;
  readonly world?: string;
  readonly faults?: string;
  readonly soracomLimit?: number;
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
    const files = [options.world, options.faults].filter((path) => path !== undefined);
    // Without files of the person's own, whatever goes wrong is a fault of ours and should look like one.
    if (files.length === 0) throw error;
    throw new CommandError('InvalidInput', `${files.join(', ')}: ${(error as Error).message}`, { cause: error });
  }
}

/** The running API at an endpoint, or a private sandbox whose time skips. */
export async function openPlace(
  endpoint: string | undefined,
  options: WorldOptions,
  surroundings: Surroundings,
): Promise<UpPlace> {
  if (endpoint !== undefined) {
    return { url: endpoint, isPrivate: false, pollMillis: 500, close: () => Promise.resolve() };
  }
  const sandbox = await openWorld(options, { pace: 'skip' }, surroundings);
  const url = await sandbox.listen(0);
  return { url, isPrivate: true, pollMillis: 50, close: () => sandbox.close() };
}

/** Refuses the options of a world where there is an endpoint already. */
export function refuseWorldOptions(options: WorldOptions & { readonly endpoint?: string }): void {
  const flags = { seed: '--seed', world: '--world', faults: '--faults', soracomLimit: '--soracom-limit' } as const;
  const given = (Object.keys(flags) as (keyof typeof flags)[]).find((name) => options[name] !== undefined);
  if (given === undefined) return;
  const flag = flags[given];
  const where = options.endpoint === undefined ? 'CANAL_ENDPOINT (unset it for a private sandbox)' : '--endpoint';
  throw new CommandError(
    'Usage',
    `${flag} shapes a private sandbox and cannot be used with ${where}. Start the sandbox with it: ${commandLine('sandbox', flag)} …`,
  );
}
