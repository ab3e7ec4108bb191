import { runningCost, toldCost } from '../canal/cost.ts';
import type { RegisteredDnsHost } from '../canal/dns/host.ts';
import { isLasting } from '../canal/errors.ts';
import { fewOf } from '../canal/few-of.ts';
import type { Finding } from '../canal/sweep.ts';
import type { DeliveryPorts } from './delivery.ts';
import { removeLeftPlace } from './left-place-removal.ts';
import { hasPlaceAt, type StandingPlace, standingPlaces } from './left-places.ts';
import { removeOrphan } from './orphan-removal.ts';
import type { HostAccounts, HostPeering, Installation, Prices, Records, Run, Soracom } from './ports.ts';

/** What a sweep of DNS hosts asks, and removes with. */
export interface HostSweepPorts extends DeliveryPorts {
  readonly hostAccounts: HostAccounts;
  readonly records: Records;
  readonly soracom: Soracom;
  readonly installation: Installation;
  readonly prices: Prices;
}

type Account = Awaited<ReturnType<HostAccounts['openHost']>>;

/** What is left on a DNS host, and in its VPC, of networks that are not there any more, or have their place elsewhere. */
export async function hostFindings(
  host: RegisteredDnsHost,
  hosts: readonly RegisteredDnsHost[],
  remove: boolean,
  ports: HostSweepPorts & Run,
): Promise<Finding[]> {
  try {
    const account = await ports.hostAccounts.openHost(host.region);
    const { dnsHosts, installation } = ports;
    const standing = await standingPlaces(host, hosts, account, { dnsHosts, stack: installation.stack });
    const findings: Finding[] = [];
    for (const one of standing) {
      if (await hasPlaceAt(one.network, one.subnetCidrBlock, ports)) continue;
      findings.push(await placeFinding(host, account, one, remove, ports));
    }
    const first = hosts.find(({ vpcId, region }) => vpcId === host.vpcId && region === host.region);
    const peerings = first?.name === host.name ? await account.hostPeerings(host.vpcId) : [];
    for (const one of peerings) findings.push(...(await peeringFindings(host, one, remove, ports)));
    return findings;
  } catch (error) {
    if (!isLasting(error)) throw error;
    const message = `What is left on DNS host ${host.name} could not be read: ${error.message}`;
    const mend = 'Look at the role of the function that sweeps.';
    return [{ kind: 'not-read', id: host.name, message, mend, removed: false }];
  }
}

async function placeFinding(
  host: RegisteredDnsHost,
  account: Account,
  left: StandingPlace,
  remove: boolean,
  ports: HostSweepPorts & Run,
): Promise<Finding> {
  const { network, subnetCidrBlock, held, things } = left;
  const { subnet, interfaces, groups, tables } = things;
  const ids = [
    ...(subnet ? [subnet.subnetId] : []),
    ...tables.map(({ routeTableId }) => routeTableId),
    ...groups.map(({ groupId }) => groupId),
    ...interfaces.map(({ networkInterfaceId, attachment }) =>
      attachment ? `${networkInterfaceId} (${attachment.status} at ${attachment.instanceId})` : networkInterfaceId,
    ),
    ...(held ? [`place ${held.deviceIndex}${held.publication ? ' with its names' : ''}`] : []),
  ];
  const finding = {
    kind: 'orphan-place' as const,
    network,
    id: `${host.name} ${subnetCidrBlock}`,
    message: `On DNS host ${host.name} stand ${fewOf(ids)} of network "${network}", which has no place there. AWS charges nothing for them, but nobody else gets the place.`,
  };
  if (!remove) {
    const mend = 'Let the sweep remove them.';
    return { ...finding, mend, command: 'canal sweep --remove', removed: false };
  }
  const came = await removeLeftPlace(host, account, left, ports);
  return { ...finding, ...came };
}

/** A peering to the host's VPC with a network's tags, which that network does not know. */
async function peeringFindings(
  host: RegisteredDnsHost,
  { peeringId, tags }: HostPeering,
  remove: boolean,
  { records, soracom, installation: { stack }, prices, now }: HostSweepPorts & Run,
): Promise<Finding[]> {
  const { 'canal:network': network, 'canal:stack': of } = tags;
  if (network === undefined || of !== stack) return [];
  const { record, peerings: known } = await records.whole(network);
  if (record?.running) return [];
  const gone = !record || record.state === 'removed';
  if (!gone && known.some((one) => one.peeringId?.toLowerCase() === peeringId.toLowerCase())) return [];
  const cost = toldCost(runningCost({ vpgs: 0, peerings: 1 }, await prices.pricing(), now()));
  const message = `Peering ${peeringId} to ${host.vpcId}, the VPC of DNS host ${host.name}, has the tags of network "${network}", ${gone ? 'which is not on record any more' : 'which does not know it'}: it is charged for.`;
  const finding = { kind: 'orphan-peering' as const, network, id: peeringId, message, cost };
  const vpgs = await soracom.vpgsTagged('canal:stack', stack);
  const vpg = vpgs.find(({ peerings }) => peerings.some(({ id }) => id.toLowerCase() === peeringId.toLowerCase()));
  if (!gone || !vpg) {
    const mend = vpg
      ? `It is on VPG ${vpg.vpgId}: look what uses it, then delete it at SORACOM.`
      : 'No VPG of this installation has it: look whether another one has, and delete it there; or run the command.';
    const command = `aws ec2 delete-vpc-peering-connection --region ${host.region} --vpc-peering-connection-id ${peeringId}`;
    return [{ ...finding, mend, ...(vpg ? {} : { command }), removed: false }];
  }
  if (!remove) {
    const mend = `Delete it at SORACOM, on VPG ${vpg.vpgId}, or let the sweep do it.`;
    return [{ ...finding, mend, command: 'canal sweep --remove', removed: false }];
  }
  const done = `It was deleted at SORACOM, on VPG ${vpg.vpgId}.`;
  const came = await removeOrphan(network, done, () => soracom.deletePeering(vpg.vpgId, peeringId), { records });
  return [{ ...finding, ...came }];
}
