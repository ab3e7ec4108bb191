import { ApiClient } from './api-client.ts';
import { neededEndpoint } from './endpoint-option.ts';
import { paintFor } from './paint.ts';
import { printableJson } from './printable.ts';
import { networkLines } from './result-network.ts';
import { isSimulated, simulatedLine } from './simulated.ts';
import type { Surroundings } from './surroundings.ts';

/** The options of `canal status`. */
export interface StatusOptions {
  readonly json?: boolean;
  readonly endpoint?: string;
}

/** `canal status NAME`: shows a network. Answers 0, or 2 if its newest run has failed; throws if there is none. */
export async function status(name: string, options: StatusOptions, surroundings: Surroundings): Promise<number> {
  const { env, fetch, stdout } = surroundings;
  const endpoint = neededEndpoint('Status of what?', options.endpoint, env);
  const { read: view, came } = await new ApiClient(endpoint, fetch, new AbortController().signal).network(name);
  const simulated = isSimulated(view.run?.executionArn);
  const lines = options.json
    ? [printableJson({ ...(came as object), simulated })]
    : [...(simulated ? [simulatedLine, ''] : []), ...networkLines(view, paintFor(stdout))];
  stdout.write(`${lines.join('\n')}\n`);
  return view.state === 'failed' ? 2 : 0;
}
