import { ratesIn } from '../canal/pricing.ts';
import { keptRuns } from '../canal/record.ts';
import { knownNetwork, viewOf } from './get-network.ts';
import { runView } from './network-view.ts';
import type { ApiPorts } from './ports.ts';
import type { Answer } from './problems.ts';

/**
 * GET /networks/{name}/audit: who asked for which run, when, and what came of it, the newest first. A record keeps its
 * last 50 runs, which is one answer; `forgotten` counts those before. Throws NotFound.
 */
export async function getNetworkAudit(name: string, ports: ApiPorts): Promise<Answer> {
  const record = await knownNetwork(name, ports);
  const { run: newest } = await viewOf(record, ports, ratesIn(ports.installation));
  const earlier = record.runs.slice(0, -1).map((run) => runView(run, false));
  const entries = [...earlier, ...(newest ? [newest] : [])].map(
    ({ run, kind, askedBy, startedAt, endedAt, outcome, error, executionArn }) => ({
      run,
      askedBy,
      askedAt: startedAt,
      what: kind ?? ('provision' as const),
      outcome,
      ...(error === undefined ? {} : { error }),
      ...(endedAt === undefined ? {} : { endedAt }),
      executionArn,
    }),
  );
  return {
    status: 200,
    body: { name, entries: entries.toReversed(), kept: keptRuns, forgotten: record.lastRun - record.runs.length },
  };
}
