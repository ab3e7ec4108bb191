import { spawn } from 'node:child_process';

/** What a program printed, and how it ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program that runs. */
export interface Running {
  readonly ended: Promise<Ended>;
  kill(signal: NodeJS.Signals): void;
}

/** Starts a program. */
export function start(command: string, args: readonly string[], input = '', env = process.env): Running {
  const child = spawn(command, args, { stdio: 'pipe', env });
  const [out, err]: [string[], string[]] = [[], []];
  child.stdout.setEncoding('utf8').on('data', (text: string) => out.push(text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => err.push(text));
  child.stdin.on('error', () => {}).end(input);
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout: out.join(''), stderr: err.join('') }));
  });
  return { ended, kill: (signal) => child.kill(signal) };
}

/** Runs a program to its end, whatever that is. */
export const run = (command: string, args: readonly string[], input = ''): Promise<Ended> =>
  start(command, args, input).ended;

/** Runs a program that must succeed; gives what it printed. */
export async function must(command: string, args: readonly string[], input = ''): Promise<string> {
  const { code, stdout, stderr } = await run(command, args, input);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}: ${stderr || stdout}\n${input}`);
  return stdout;
}

/** Commands of `ip`, one a line, in a network namespace. */
export const ip = (space: string, lines: readonly string[]): Promise<string> =>
  must('ip', ['-n', space, '-batch', '-'], `${lines.join('\n')}\n`);

/** The arguments by which `ip` runs a program in a network namespace. */
export const inside = (space: string, command: string, ...args: string[]): string[] => [
  'netns',
  'exec',
  space,
  command,
  ...args,
];
