import { describeCost } from '../canal/cost.ts';
import { allPages } from './all-pages.ts';
import type { NetworkPage } from './api-shapes.ts';
import { columns } from './columns.ts';
import { commandLine } from './command-line.ts';
import { atPlace } from './place.ts';
import type { PlaceOptions } from './place-options.ts';
import { printableJson } from './printable.ts';
import type { Surroundings } from './surroundings.ts';

/** The options of `canal list`. */
export interface ListOptions extends PlaceOptions {
  readonly json?: boolean;
}

/** `canal list`: every network with its state, its newest run and its cost. Answers 0. */
export function list(options: ListOptions, surroundings: Surroundings): Promise<number> {
  return atPlace('The networks of what?', options, surroundings, async (place) => {
    const pages = await allPages((cursor) => place.api.networks(cursor));
    const networks = pages.flatMap(({ read }) => read.networks);
    const came = pages.flatMap((page) => (page.came as { networks: unknown[] }).networks);
    const text = options.json
      ? printableJson({ networks: came, simulated: place.simulated() })
      : [place.headline(), '', ...listLines(networks, place.words)].join('\n');
    surroundings.stdout.write(`${text}\n`);
    return 0;
  });
}

function listLines(networks: NetworkPage['networks'], words: readonly string[]): string[] {
  if (networks.length === 0) {
    return ['There are no networks here. Start one:', `  ${commandLine('up', 'FILE', ...words)}`];
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
