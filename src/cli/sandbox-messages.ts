import { Messages } from './api-shapes.ts';
import { CommandError } from './command-error.ts';
import { commandLine } from './command-line.ts';
import { chosenPlace } from './place-options.ts';
import { printableJson } from './printable.ts';
import type { Surroundings } from './surroundings.ts';

/** The options of `canal sandbox messages`. */
export interface SandboxMessagesOptions {
  readonly endpoint?: string;
  readonly json?: boolean;
}

/** Where `canal sandbox` listens unless it is told otherwise. */
const usual = 'http://127.0.0.1:4700';

/** `canal sandbox messages`: what a running sandbox has published to its topic for people, oldest first. Answers 0. */
export async function sandboxMessages(options: SandboxMessagesOptions, surroundings: Surroundings): Promise<number> {
  const given = options.endpoint === undefined ? {} : { endpoint: options.endpoint };
  const { endpoint = usual } = chosenPlace(given, surroundings.env);
  const came = await asked(endpoint, surroundings.fetch);
  const read = Messages.safeParse(came);
  if (!read.success) {
    throw new CommandError('ApiUnreadable', `${endpoint} is no sandbox: only a sandbox keeps the messages for people.`);
  }
  const text = options.json
    ? printableJson(came)
    : ['SIMULATED: messages that people would have got.', ...read.data.messages.flatMap(lines)].join('\n');
  surroundings.stdout.write(`${text}\n`);
  return 0;
}

async function asked(endpoint: string, fetch: Surroundings['fetch']): Promise<unknown> {
  try {
    const response = await fetch(`${endpoint.replace(/\/+$/, '')}/_sandbox/messages`, {
      signal: AbortSignal.timeout(30_000),
    });
    return await response.json().catch(() => undefined);
  } catch (error) {
    const start = commandLine('sandbox');
    throw new CommandError('Unreachable', `${endpoint} does not answer. Start a sandbox there: ${start}`, {
      cause: error,
    });
  }
}

function lines({
  publishedAt,
  subject,
  message,
}: {
  publishedAt: number;
  subject?: string | undefined;
  message: string;
}) {
  const at = new Date(publishedAt).toISOString().slice(0, 16).replace('T', ' ');
  return ['', `${at} UTC  ${subject ?? ''}`.trimEnd(), ...message.split('\n').map((line) => `  ${line}`)];
}
