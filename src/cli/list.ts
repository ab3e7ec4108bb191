import { describeCost } from '../canal/cost.ts';
import { allPages } from './all-pages.ts';
import { ApiClient } from './api-client.ts';
import type { NetworkPage } from './api-shapes.ts';
import { columns } from './columns.ts';
import { commandLine } from './command-line.ts';
import { neededEndpoint } from './endpoint-option.ts';
import { printableJson } from './printable.ts';
import { isSimulated, simulatedLine } from './simulated.ts';
import type { Surroundings } from './surroundings.ts';

/** The options of `canal list`. */
export interface ListOptions {
  readonly json?: boolean;
  readonly endpoint?: string;
}

/** `canal list`: every network with its state, its newest run and its cost. Answers 0. */
export async function list(options: ListOptions, { env, fetch, stdout }: Surroundings): Promise<number> {
  const endpoint = neededEndpoint('The networks of what?', options.endpoint, env);
  const api = new ApiClient(endpoint, fetch, new AbortController().signal);
  const pages = await allPages((cursor) => api.networks(cursor));
  const networks = pages.flatMap(({ read }) => read.networks);
  const simulated = networks.some(({ run }) => isSimulated(run?.executionArn));
  if (options.json) {
    const came = pages.flatMap((page) => (page.came as { networks: unknown[] }).networks);
    stdout.write(`${printableJson({ networks: came, simulated })}\n`);
    return 0;
  }
  const lines = [...(simulated ? [simulatedLine, ''] : []), ...listLines(networks, endpoint)];
  stdout.write(`${lines.join('\n')}\n`);
  return 0;
}

function listLines(networks: NetworkPage['networks'], endpoint: string): string[] {
  if (networks.length === 0) {
    return ['There are no networks here. Start one:', `  ${commandLine('up', 'FILE', '--endpoint', endpoint)}`];
  }
  const rows = networks.map(({ name, state, run, cost }) => [
    name,
    state,
    run ? `run ${run.run}` : '',
    run ? new Date(run.startedAt).toISOString().slice(0, 16).replace('T', ' ') : '',
    describeCost(cost),
  ]);
  return columns([['NETWORK', 'STATE', 'NEWEST', 'ASKED FOR (UTC)', 'COST'], ...rows]);
}
