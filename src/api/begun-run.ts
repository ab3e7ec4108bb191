import type { Drift } from '../canal/drift.ts';
import type { NetworkRecord } from '../canal/record.ts';
import { kindOf } from '../canal/record.ts';
import { driftView } from './network-view.ts';
import type { ApiPorts } from './ports.ts';
import type { Answer } from './problems.ts';

/** How often a request decides again: after another one at the same moment, or when an execution's name was used before. */
export const mostTries = 5;

/** Execution names are unique for 90 days: the network and its run number. */
export const executionName = ({ name, lastRun }: Pick<NetworkRecord, 'name' | 'lastRun'>): string =>
  `${name}-${lastRun}`;

/** Whether the reservation is one of the API's: an execution that was started by hand has a name of its own. */
export const isOurs = (record: NetworkRecord, runs: ApiPorts['runs']): boolean =>
  record.running?.executionArn === runs.executionArn(kindOf(record), executionName(record));

/** The answer about a run: 202 if this request has begun it, 200 if not; with what was known to have drifted before. */
export function runAnswer(status: 200 | 202, record: NetworkRecord, drift?: Drift): Answer {
  const run = record.runs.at(-1);
  return {
    status,
    headers: { location: `/networks/${record.name}` },
    body: {
      name: record.name,
      state: record.state,
      run: run?.run ?? 0,
      executionArn: run?.executionArn ?? '',
      begun: status === 202,
      ...(drift ? { drift: driftView(drift) } : {}),
    },
  };
}
