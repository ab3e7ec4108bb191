import { CommanderError } from 'commander';
import { CommandError } from './command-error.ts';
import { commandLine } from './command-line.ts';
import { printableJson, printableLines } from './printable.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * Says the error with which a command line ends, the sentence on stderr and with --json the document on stdout; answers the exit
 * code. `command` is the one that was called, where there is such a one.
 */
export function tellError(
  error: unknown,
  command: string | undefined,
  json: boolean,
  { stdout, stderr, env }: Pick<Surroundings, 'stdout' | 'stderr' | 'env'>,
): number {
  if (error instanceof CommanderError && (error.exitCode === 0 || error.code === 'commander.help')) {
    return error.exitCode;
  }
  const { name, message, exitCode, told } = sayable(error, command, env.npm_lifecycle_event === 'canal');
  stderr.write(`${printableLines(message)}\n`);
  if (json) stdout.write(`${printableJson({ error: { name, message, ...told } })}\n`);
  return exitCode;
}

function sayable(
  error: unknown,
  command: string | undefined,
  byNpm: boolean,
): Pick<CommandError, 'name' | 'message' | 'exitCode' | 'told'> {
  if (error instanceof CommandError) return error;
  if (error instanceof CommanderError) {
    const message = error.message
      .replace(/^error: /, '')
      .replace('command-argument value', 'the value')
      .replace(/\s*\n\s*/g, ' ');
    const sentence = /[.?)]$/.test(message) ? message : `${message}.`;
    // Without "--" npm keeps options for itself and hands on their values, which are then too many.
    const eaten =
      byNpm && error.code === 'commander.excessArguments'
        ? ' If there was an option, npm has taken it for itself: write "npm run -s canal --" before the command.'
        : '';
    const help = commandLine(...(command === undefined ? [] : [command]), '--help');
    return { name: 'Usage', message: `canal: ${sentence}${eaten} See: ${help}`, exitCode: 1, told: {} };
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { name: 'Unexpected', message: `canal failed on a fault of its own. ${stack}`, exitCode: 1, told: {} };
}
