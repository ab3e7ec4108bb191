import { keptRuns } from '../canal/record.ts';
import { holderOf, knownNetwork } from './get-network.ts';
import { isCutOff, runView } from './network-view.ts';
import type { ApiPorts } from './ports.ts';
import type { Answer } from './problems.ts';

/**
 * GET /networks/{name}/audit: who asked for which run, when, and what came of it, the newest first. A record keeps its
 * last 50 runs, which is one answer; `forgotten` counts those before. Throws NotFound.
 */
export async function getNetworkAudit(name: string, ports: ApiPorts): Promise<Answer> {
  const record = await knownNetwork(name, ports);
  const cutOff = isCutOff(record, await holderOf(record, ports), ports.now());
  const entries = record.runs
    .map((run, index) => runView(run, cutOff && index === record.runs.length - 1))
    .map(({ run, kind, askedBy, startedAt, endedAt, outcome, error, executionArn }) => ({
      run,
      askedBy,
      askedAt: startedAt,
      what: kind ?? ('provision' as const),
      outcome,
      ...(error === undefined ? {} : { error }),
      ...(endedAt === undefined ? {} : { endedAt }),
      executionArn,
    }));
  return {
    status: 200,
    body: { name, entries: entries.toReversed(), kept: keptRuns, forgotten: record.lastRun - record.runs.length },
  };
}
