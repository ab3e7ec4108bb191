import type { Command } from 'commander';
import { CommandError } from './command-error.ts';

/** What belongs to one part alone: --json is of both, and tells errors as JSON. */
const isOther = (name: string, messages: boolean): boolean =>
  messages ? !['endpoint', 'json'].includes(name) : name === 'endpoint';

/** Refuses options of the one part of `canal sandbox` beside the other: they would be passed over without a word. */
export function refuseOtherPart(command: Command, messages: boolean): void {
  for (const option of command.options) {
    const name = option.attributeName();
    if (command.getOptionValueSource(name) !== 'cli' || !isOther(name, messages)) continue;
    throw new CommandError(
      'Usage',
      messages
        ? `${option.long} shapes a sandbox that is opened; "sandbox messages" asks a running one, and takes --endpoint and --json.`
        : `${option.long} belongs to "sandbox messages", which asks a running sandbox; one that is opened takes --port and the like.`,
    );
  }
}
