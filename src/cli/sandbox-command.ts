import { CommandError } from './command-error.ts';
import { writeEnvironmentFile } from './environment-file.ts';
import { firstCommands } from './first-commands.ts';
import { printableJson } from './printable.ts';
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
  readonly verbose?: boolean;
}

/** `canal sandbox`: a sandbox that stays up until SIGINT or SIGTERM; then answers 0. */
export async function sandboxCommand(options: SandboxCommandOptions, surroundings: Surroundings): Promise<number> {
  const { env, stdout, onSignal } = surroundings;
  const stopped = Promise.withResolvers<StopSignal>();
  const sandbox = await openWorld(options, moreOptions(options, surroundings), surroundings).catch(tellOfBind);
  const unhear = onSignal(stopped.resolve);
  try {
    const url = await listen(sandbox, options.port);
    if (options.envFile !== undefined) writeEnvironmentFile(options.envFile, sandbox.environment(), env);
    stdout.write(`ready ${url}\n`);
    const lines = firstCommands({ url, environment: sandbox.environment(), speed: options.speed });
    stdout.write(`\n${lines.join('\n')}\n`);
    await stopped.promise;
    return 0;
  } finally {
    unhear();
    await sandbox.close();
  }
}

function tellOfBind(error: Error): never {
  if (error.name !== 'BindMissing') throw error;
  throw new CommandError('BindMissing', error.message, { cause: error });
}

function moreOptions(options: SandboxCommandOptions, { now, stderr }: Surroundings): SandboxOptions {
  const { speed, soracomEndpoint, ec2Endpoint, bind, verbose } = options;
  return {
    pace: speed,
    lasting: true,
    ...(speed === 'skip' ? {} : { start: now() }),
    ...(soracomEndpoint === undefined ? {} : { soracomEndpoint }),
    ...(ec2Endpoint === undefined ? {} : { ec2Endpoint }),
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
