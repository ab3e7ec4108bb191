import { runningCost, toldCost } from '../canal/cost.ts';
import { isDoubtful, vpgDoubtMs } from '../canal/doubt.ts';
import type { NetworkRecord } from '../canal/record.ts';
import type { Finding } from '../canal/sweep.ts';
import { removeOrphan } from './orphan-removal.ts';
import type { Run, Vpg } from './ports.ts';
import type { SweepPorts } from './sweep-checks.ts';
import { isAlive } from './vpg-search.ts';

/** A VPG younger than this may be on its way into a record. */
const youngMs = 3_600_000;

/** The VPGs that carry this installation's tag and that no record accounts for; one record has been read already. */
export async function vpgFindings(read: NetworkRecord, remove: boolean, ports: SweepPorts & Run): Promise<Finding[]> {
  const { soracom, records, installation, now } = ports;
  const tagged = await soracom.vpgsTagged('canal:stack', installation.stack);
  const findings: Finding[] = [];
  for (const vpg of tagged) {
    // The list may be behind, and its filter is not ours: what is about to be called left behind is looked at itself.
    if (vpg.tags['canal:stack'] !== installation.stack || !isAlive(vpg) || now() - vpg.createdTime < youngMs) continue;
    const network = vpg.tags['canal:network'];
    const record = network === undefined ? undefined : network === read.name ? read : await records.network(network);
    if (record && isAccountedFor(vpg, record, now())) continue;
    findings.push(await findingOf(vpg, record, remove, ports));
  }
  return findings;
}

function isAccountedFor(vpg: Vpg, record: NetworkRecord, now: number): boolean {
  if (record.vpg?.vpgId === vpg.vpgId && record.state !== 'removed') return true;
  // A run that is in progress, or that may still have created one, will find it.
  return record.running !== undefined || isDoubtful(record.vpgAskedAt, now, vpgDoubtMs);
}

async function findingOf(
  vpg: Vpg,
  record: NetworkRecord | undefined,
  remove: boolean,
  ports: SweepPorts & Run,
): Promise<Finding> {
  const { vpgId, type: vpgType, status, peerings } = vpg;
  const name = vpg.tags['canal:network'];
  const things = { vpgs: 1, vpgType, peerings: peerings.length };
  const cost = runningCost(things, await ports.prices.pricing(), ports.now());
  const known = record !== undefined && record.state !== 'removed';
  const whose = name === undefined ? 'no network' : `network "${name}"`;
  const why = known
    ? `${whose} is on ${record.vpg ? `VPG ${record.vpg.vpgId}` : 'no VPG'}`
    : `there is no ${whose.replace(/^no /, '')}${record ? ' any more' : ' on record'}`;
  const finding = {
    kind: known ? ('spare-vpg' as const) : ('orphan-vpg' as const),
    ...(name === undefined ? {} : { network: name }),
    id: vpgId,
    cost: toldCost(cost),
  };
  const message = `VPG ${vpgId} (${status}, ${peerings.length} peerings) carries the tags of this installation, and ${why}.`;
  const users = await ports.soracom.groupsOn(vpgId);
  if (users.length > 0) {
    const mend = `Groups use it (${users.join(', ')}): take them off it first, or adopt it in a file with vpg.vpgId. A sweep does not remove it.`;
    return { ...finding, message, mend, removed: false };
  }
  if (known || !remove) {
    const mend = known
      ? 'Terminate it at SORACOM if nothing uses it: a sweep removes only what no network has.'
      : 'Terminate it at SORACOM, or let the sweep do it.';
    return { ...finding, message, mend, ...(known ? {} : { command: 'canal sweep --remove' }), removed: false };
  }
  const done = 'Its peerings were deleted, and it is being terminated.';
  const terminate = async () => {
    for (const peering of peerings) await ports.soracom.deletePeering(vpgId, peering.id);
    await ports.soracom.terminateVpg(vpgId);
  };
  return { ...finding, message, ...(await removeOrphan(name, done, terminate, ports)) };
}
