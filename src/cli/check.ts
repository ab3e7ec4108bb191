import { ApiClient } from './api-client.ts';
import type { Checked } from './api-shapes.ts';
import { differenceLines } from './difference-lines.ts';
import { neededEndpoint } from './endpoint-option.ts';
import { type Paint, paintFor } from './paint.ts';
import { printableJson } from './printable.ts';
import { simulatedLine } from './simulated.ts';
import type { Surroundings } from './surroundings.ts';

/** The options of `canal check`. */
export interface CheckOptions {
  readonly json?: boolean;
  readonly endpoint?: string;
}

/** `canal check NAME`: compares a network with the world. Answers 0 as wished, 3 drifted; throws if it cannot be checked. */
export async function check(name: string, options: CheckOptions, surroundings: Surroundings): Promise<number> {
  const { env, fetch, stdout } = surroundings;
  const endpoint = neededEndpoint('Check what?', options.endpoint, env);
  const { read, came } = await new ApiClient(endpoint, fetch, new AbortController().signal).check(name);
  const simulated = read.stack.endsWith('/sandbox');
  const lines = options.json
    ? [printableJson({ ...(came as object), simulated })]
    : [...(simulated ? [simulatedLine, ''] : []), ...checkLines(read, paintFor(stdout))];
  stdout.write(`${lines.join('\n')}\n`);
  return read.asWished ? 0 : 3;
}

/** What a check has found, as a person reads it. */
function checkLines({ name, since, differences }: Checked, paint: Paint): string[] {
  const network = paint('bold', `Network ${name}`);
  if (differences.length === 0) return [`${network} stands ${paint('green', 'as wished')}.`];
  const count = differences.length === 1 ? '1 difference' : `${differences.length} differences`;
  const seen =
    since === undefined ? '' : `, first seen ${new Date(since).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return [`${network} has ${paint('red', 'drifted')}: ${count}${seen}.`, ...differenceLines(differences, paint)];
}
