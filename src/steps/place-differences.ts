import { hostPeering } from '../canal/dns/place.ts';
import type { Difference } from '../canal/drift.ts';
import { fewOf } from '../canal/few-of.ts';
import { type HeldPlace, isOfPlace } from './held-place.ts';
import { instanceDifferences } from './instance-differences.ts';
import { routeChanges, ruleChanges, ruleWords } from './place-wish.ts';
import type { HostGroup, HostInstance, HostInterface, HostSubnet, HostTable } from './ports.ts';

const field = 'dns.host';
const up = 'canal up FILE';

/** What stands of a place at EC2, where it is looked for. */
export interface PlaceFacts extends HeldPlace {
  readonly stack: string;
  /** The ranges of the SIMs; empty while nobody tells them. */
  readonly ranges: readonly string[];
  /** The network's peering to the host's VPC; absent while there is none. */
  readonly peeringId: string | undefined;
  readonly instance: HostInstance | undefined;
  readonly subnet: HostSubnet | undefined;
  readonly tables: readonly HostTable[];
  readonly group: HostGroup | undefined;
  readonly interfaces: readonly HostInterface[];
}

const missing = (id: string, what: string, consequence: string, does: string): Difference => ({
  kind: 'place-missing',
  field,
  id,
  message: `${what}: ${consequence}.`,
  mend: `Start the network again: it ${does}.`,
  command: up,
  mendedBy: 'run',
});

const changed = (id: string, message: string, does: string): Difference => ({
  kind: 'place-changed',
  field,
  id,
  message,
  mend: `Start the network again: it ${does}.`,
  command: up,
  mendedBy: 'run',
});

const foreign = (id: string, message: string, mend: string, command?: string): Difference => ({
  kind: 'place-foreign',
  field,
  id,
  message,
  mend,
  ...(command === undefined ? {} : { command }),
  mendedBy: 'person-first',
});

/** The difference of a network that holds no place, although its file wishes one. */
export const placeGone = (host: string): Difference =>
  missing(
    host,
    `The network has no place on DNS host ${host} any more`,
    'another network may get its address',
    'takes a place and builds it',
  );

/** How a place stands at EC2 otherwise than a run has built it; each is mended by a start, unless it is in others' hands. */
export function placeDifferences(facts: PlaceFacts): Difference[] {
  const { subnet, place, host, stack } = facts;
  const { subnetCidrBlock: range } = place;
  if (subnet && !isOfPlace(subnet.tags, place, stack)) {
    const message = `${subnet.subnetId} (${range}) of ${host.vpcId} stands where the network has its place, without its tags.`;
    const mend = 'Find out whose it is, and delete it or give it its tags again; then start the network again.';
    return [...instanceDifferences(facts), foreign(subnet.subnetId, message, mend)];
  }
  const gone = missing(
    range,
    `The subnet ${range} of ${host.vpcId} is gone`,
    'the SIMs have no DNS server',
    'makes the subnet and an ENI in it',
  );
  // Without the subnet there is no ENI, and nothing that a route table could serve.
  const inSubnet = subnet ? [...tableDifferences(facts, subnet), ...interfaceDifferences(facts)] : [gone];
  return [...instanceDifferences(facts), ...inSubnet, ...groupDifferences(facts)];
}

function tableDifferences(facts: PlaceFacts, { subnetId }: HostSubnet): Difference[] {
  const { tables, place, stack, ranges, peeringId } = facts;
  const own = tables.find(({ tags }) => isOfPlace(tags, place, stack));
  const lost = 'answers to the SIMs do not find their way';
  if (!own) {
    const what = `The route table of ${subnetId} is gone`;
    return [missing(`route table of ${subnetId}`, what, lost, 'makes it with its route')];
  }
  const { routeTableId } = own;
  const serving = tables.find(({ associations }) => associations.some((one) => one.subnetId === subnetId));
  const routes =
    ranges.length > 0 && peeringId !== undefined
      ? routeDifferencesOf(routeTableId, routeChanges(own, ranges, peeringId))
      : [];
  return [...(serving === own ? [] : [associationDifference(facts, subnetId, routeTableId, serving)]), ...routes];
}

function associationDifference({ host }: PlaceFacts, subnetId: string, own: string, serving: HostTable | undefined) {
  const lost = 'answers to the SIMs do not find their way';
  if (!serving) return missing(subnetId, `${subnetId} does not use ${own}`, lost, 'associates it');
  const association = serving.associations.find((one) => one.subnetId === subnetId)?.associationId;
  const message = `${subnetId} uses ${serving.routeTableId}, which no run has made, and not ${own}: ${lost}.`;
  const mend =
    'Find out who changed it, take that association away, then start the network again: it associates its own.';
  const command = `aws ec2 disassociate-route-table --region ${host.region} --association-id ${association}`;
  return foreign(subnetId, message, mend, command);
}

function routeDifferencesOf(table: string, { missing: none, elsewhere, surplus }: ReturnType<typeof routeChanges>) {
  return [
    ...none.map((range) =>
      missing(
        `${table} ${range}`,
        `${table} has no route to ${range}`,
        'answers to the SIMs do not find their way',
        'adds the route',
      ),
    ),
    ...elsewhere.map(({ destinationCidrBlock: range, target }) =>
      changed(
        `${table} ${range}`,
        `${table} leads ${range} to ${target}, not over the ${hostPeering} peering: answers to the SIMs go elsewhere.`,
        'leads it back: the table is its own',
      ),
    ),
    ...surplus.map((range) =>
      changed(
        `${table} ${range}`,
        `${table} has a route to ${range}, which no run has made: from the ENI more is reached than the SIMs.`,
        'deletes the route: the table is its own',
      ),
    ),
  ];
}

function groupDifferences({ group, place, host, stack, ranges }: PlaceFacts): Difference[] {
  if (!group) {
    const what = `The security group of ${place.address} is gone`;
    return [missing(`security group of ${place.address}`, what, 'nothing guards its ENI', 'makes it')];
  }
  const { groupId } = group;
  if (!isOfPlace(group.tags, place, stack)) {
    const message = `The security group ${groupId} of ${host.vpcId} has the name of the network's own, without its tags.`;
    const mend =
      'Find out whose it is, and delete or rename it, or give it its tags again; then start the network again.';
    return [foreign(groupId, message, mend)];
  }
  if (ranges.length === 0) return [];
  const { missing: lacks, surplus } = ruleChanges(group, ranges);
  const [lets, keeps] = [fewOf(surplus.map(ruleWords)), fewOf(lacks.map(ruleWords))];
  return [
    ...(surplus.length > 0
      ? [changed(groupId, `Security group ${groupId} lets in more than the SIMs' questions: ${lets}.`, 'closes it')]
      : []),
    ...(lacks.length > 0
      ? [
          changed(
            groupId,
            `Security group ${groupId} does not let in ${keeps}: questions of SIMs are dropped.`,
            'opens it',
          ),
        ]
      : []),
  ];
}

function interfaceDifferences({ interfaces, place, host, stack, group }: PlaceFacts): Difference[] {
  const nic = interfaces.find(({ address }) => address === place.address);
  const silent = `nothing answers at ${place.address}, the DNS server of the SIMs`;
  if (!nic) return [missing(place.address, `No ENI has ${place.address}`, silent, 'makes one and attaches it')];
  const { networkInterfaceId: id, attachment } = nic;
  if (!isOfPlace(nic.tags, place, stack)) {
    const message = `${id} has ${place.address}, the address of the network's DNS server, without its tags.`;
    const mend = 'Find out whose it is, and delete it or give it its tags again; then start the network again.';
    return [foreign(id, message, mend)];
  }
  const guarded =
    group && nic.groupIds.join() !== group.groupId
      ? [changed(id, `${id} is guarded by ${nic.groupIds.join(', ')}, not by ${group.groupId} alone.`, 'sets it right')]
      : [];
  const where = `${host.instanceId} at index ${place.deviceIndex}`;
  if (!attachment || attachment.status === 'detaching') {
    return [...guarded, missing(id, `${id} is not attached to ${where}`, silent, 'attaches it')];
  }
  const { instanceId, deviceIndex, attachmentId } = attachment;
  if (instanceId !== host.instanceId) {
    const message = `${id} is attached to ${instanceId}, not to ${where}: ${silent}.`;
    const mend = 'Find out who moved it, detach it, then start the network again: it attaches it.';
    const command = `aws ec2 detach-network-interface --region ${host.region} --attachment-id ${attachmentId}`;
    return [...guarded, foreign(id, message, mend, command)];
  }
  if (deviceIndex === place.deviceIndex) return guarded;
  const message = `${id} is attached at index ${deviceIndex} of ${instanceId}, where another network has its place, not at ${place.deviceIndex}.`;
  return [...guarded, changed(id, message, 'attaches it where it belongs')];
}
