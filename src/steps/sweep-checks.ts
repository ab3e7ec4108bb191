import { CanalError } from '../canal/errors.ts';
import type { NetworkRecord } from '../canal/record.ts';
import { type Finding, isOfStack } from '../canal/sweep.ts';
import type { Events, PeerAccounts, Run } from './ports.ts';
import { pricedOnce } from './priced-once.ts';
import { type HostSweepPorts, hostFindings } from './swept-hosts.ts';
import { networkFindings } from './swept-network.ts';
import { vpgFindings } from './swept-vpgs.ts';

/** What a sweep asks, and removes with. */
export interface SweepPorts extends HostSweepPorts {
  readonly peerAccounts: PeerAccounts;
  readonly events: Events;
}

/** What a part of a sweep is asked for. */
export interface SweepRequest {
  /** What the part before has looked at last: a network, or a DNS host as @name; absent for the first part, which also looks at all VPGs. */
  readonly after: string | undefined;
  readonly remove: boolean;
  /** No further network is looked at after so many ms. */
  readonly patienceMs: number;
}

/** What a part has found; `after` asks for the next one and is absent when all is swept. */
export interface Swept {
  readonly findings: readonly Finding[];
  readonly after?: string;
}

const pageSize = 25;

/** What tells a DNS host from a network that was looked at last. */
const hostMark = '@';

// An event holds 256 KB.
const mostTold = 100;

/**
 * Looks for what was left behind: VPGs of this installation that no record knows, networks that have failed for long,
 * peerings that wait for their acceptance, routes of ours that lead to dead peerings, what has no place on a DNS host any
 * more. Removes only what nobody uses, and only when asked. What was found is told as "Sweep Reported". Throws SweepRefused where the table cannot be trusted: it is
 * empty, or it is another installation's.
 */
export async function sweepPart(request: SweepRequest, ports: SweepPorts & Run): Promise<Swept> {
  const swept = await partOf(request, ports);
  const { findings, after } = swept;
  if (findings.length > 0) {
    const detail = {
      stack: ports.installation.stack,
      findings: findings.slice(0, mostTold),
      more: Math.max(0, findings.length - mostTold),
      whole: after === undefined,
    };
    await ports.events.publish([{ type: 'Sweep Reported', detail }]);
  }
  return swept;
}

async function partOf({ after, remove, patienceMs }: SweepRequest, given: SweepPorts & Run): Promise<Swept> {
  const ports = { ...given, prices: pricedOnce(given.prices) };
  const begun = ports.now();
  const findings: Finding[] = [];
  // Each part by itself: a cursor is only what its caller says.
  const first = await ourFirst(ports);
  if (after === undefined) findings.push(...(await vpgFindings(first.record, remove, ports)));
  let last = after;
  if (last === undefined || last.startsWith(hostMark)) {
    const hosts = await ports.dnsHosts.dnsHosts();
    for (const host of hosts) {
      const mark: string = `${hostMark}${host.name}`;
      if (last !== undefined && mark <= last) continue;
      if (ports.now() - begun >= patienceMs && last !== undefined) return { findings, after: last };
      findings.push(...(await hostFindings(host, hosts, remove, ports)));
      last = mark;
    }
    last = undefined;
  }
  for (;;) {
    const names = last === undefined ? first.names : await ports.records.networkNames(last, pageSize);
    for (const name of names) {
      if (ports.now() - begun >= patienceMs && last !== undefined) return { findings, after: last };
      const { record, peerings } = await ports.records.whole(name);
      if (record) {
        refuseOthers(record, ports.installation.stack);
        findings.push(...(await networkFindings(record, peerings, remove, ports)));
      }
      last = name;
    }
    if (names.length < pageSize) return { findings };
  }
}

/** The first names of the table, and the record of the very first. Refuses another's table, and an empty one: a lost table would make an orphan of every VPG. */
async function ourFirst({ records, installation: { stack } }: SweepPorts) {
  const names = await records.networkNames(undefined, pageSize);
  const record = names[0] === undefined ? undefined : await records.network(names[0]);
  if (record === undefined || record.runs.length === 0) {
    throw new CanalError(
      'SweepRefused',
      `The table has no network, so that every VPG of ${stack} would look left behind: nothing was swept. Is it the right table, and was none lost?`,
    );
  }
  refuseOthers(record, stack);
  return { names, record };
}

function refuseOthers({ name, runs }: NetworkRecord, stack: string): void {
  const arn = runs.at(-1)?.executionArn ?? 'nobody';
  if (isOfStack(arn, stack)) return;
  throw new CanalError(
    'SweepRefused',
    `The table is not that of ${stack}: network "${name}" was run by ${arn}. Nothing more was swept.`,
  );
}
