import { CommandError } from './command-error.ts';
import { writeEnvironmentFile } from './environment-file.ts';
import { firstCommands } from './first-commands.ts';
import { printableJson } from './printable.ts';
import { placesOf } from './read-text-file.ts';
import type { Sandbox, SandboxOptions } from './sandbox.ts';
import type { StopSignal, Surroundings } from './surroundings.ts';
import { openWorld, type WorldOptions } from './world-options.ts';

/** The options of `canal sandbox`. */
export interface SandboxCommandOptions extends WorldOptions {
  readonly port: number;
  readonly speed: number | 'skip';
  readonly envFile?: string;
  readonly soracomEndpoint?: string;
  readonly ec2Endpoint?: string;
  readonly bind?: number;
  readonly data?: string;
  readonly verbose?: boolean;
}

/** A sandbox that is killed loses no more than this, in ms of real time. */
const savedEveryMs = 5000;

/** `canal sandbox`: a sandbox that stays up until SIGINT or SIGTERM; then answers 0. */
export async function sandboxCommand(options: SandboxCommandOptions, surroundings: Surroundings): Promise<number> {
  const { env, stdout, stderr, onSignal, every } = surroundings;
  const told = ({ message }: Error) => stderr.write(`The state could not be saved: ${message}\n`);
  const stopped = Promise.withResolvers<StopSignal>();
  const sandbox = await openWorld(options, moreOptions(options, surroundings), surroundings).catch(
    (error: NodeJS.ErrnoException) => tellWhy(error, options.data, env),
  );
  const unhear = onSignal(stopped.resolve);
  const saving = options.data === undefined ? undefined : every(savedEveryMs, () => void sandbox.save().catch(told));
  try {
    const url = await listen(sandbox, options.port);
    if (options.envFile !== undefined) writeEnvironmentFile(options.envFile, sandbox.environment(), env);
    stdout.write(`ready ${url}\n`);
    const lines = firstCommands({ url, environment: sandbox.environment(), speed: options.speed, keeps: options.data });
    stdout.write(`\n${lines.join('\n')}\n`);
    await stopped.promise;
    return 0;
  } finally {
    unhear();
    saving?.();
    await sandbox.close().catch(tellUnsaved);
  }
}

/** The last save has failed; what was saved before it is whole. */
function tellUnsaved(error: NodeJS.ErrnoException): never {
  if (error.code === undefined) throw error;
  const message = `The state could not be saved: ${error.message}. The directory has it as it was saved before that.`;
  throw new CommandError('FileUnwritable', message, { cause: error });
}

/** Where a person means it to be, who stands elsewhere than npm. */
const directoryOf = (data: string, env: Surroundings['env']): string => placesOf(data, env)[0];

/** What a directory, or what is in it, says no to. */
function tellWhy(error: NodeJS.ErrnoException, data: string | undefined, env: Surroundings['env']): never {
  if (data !== undefined && error.code !== undefined && error.path !== undefined) {
    const [there, at] = [directoryOf(data, env), error.path];
    if (at.startsWith(there) || there.startsWith(at)) {
      const message = `The state cannot be kept in ${data} (${error.code}). Give --data a folder of your own, or the name of a new one.`;
      throw new CommandError('Usage', message, { cause: error });
    }
  }
  if (error.name === 'BindMissing' || error.name === 'DirectoryTaken') {
    throw new CommandError(error.name, error.message, { cause: error });
  }
  if (error.name === 'StateRefused') {
    throw new CommandError('Usage', `--data ${data}: ${error.message}`, { cause: error });
  }
  throw error;
}

function moreOptions(options: SandboxCommandOptions, { env, now, stderr }: Surroundings): SandboxOptions {
  const { speed, soracomEndpoint, ec2Endpoint, bind, data, verbose } = options;
  return {
    pace: speed,
    lasting: true,
    tableOnDisk: true,
    ...(speed === 'skip' ? {} : { start: now() }),
    ...(soracomEndpoint === undefined ? {} : { soracomEndpoint }),
    ...(ec2Endpoint === undefined ? {} : { ec2Endpoint }),
    ...(data === undefined ? {} : { directory: directoryOf(data, env) }),
    ...(bind === undefined ? {} : { bindPort: bind }),
    ...(verbose ? { log: (line) => stderr.write(`${printableJson(line).replaceAll(/\n\s*/g, ' ')}\n`) } : {}),
  };
}

async function listen(sandbox: Sandbox, port: number): Promise<string> {
  try {
    return await sandbox.listen(port);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') {
      throw new CommandError(
        'PortTaken',
        `Port ${port} is taken. Stop what listens there, or choose another port with --port (0: any that is free).`,
        { cause: error },
      );
    }
    if (code === 'EACCES') {
      throw new CommandError('PortTaken', `Port ${port} may not be used by you. Choose one above 1023 with --port.`, {
        cause: error,
      });
    }
    throw error;
  }
}
