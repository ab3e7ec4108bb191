import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { inside } from './commands.ts';
import { simSpace } from './surroundings.ts';

const program = fileURLToPath(new URL('question-load.ts', import.meta.url));

/** What came of a load: questions that were asked, answered rightly, answered otherwise, and never answered. */
export interface Tally {
  readonly asked: number;
  readonly right: number;
  readonly wrong: number;
  readonly lost: number;
  readonly slowestMillis: number;
}

/** Lets the SIM of a network ask a name, with % another one each time, so many times a second until it is stopped. */
export function startLoad(
  network: string,
  server: string,
  name: string,
  expected: string,
  rate = 200,
): () => Promise<Tally> {
  const args = inside(simSpace(network), process.execPath, program, server, name, expected, `${rate}`);
  const child = spawn('ip', args, { stdio: ['pipe', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    text += piece;
  });
  return () =>
    new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', () => resolve(JSON.parse(text) as Tally));
      child.stdin.end();
    });
}
