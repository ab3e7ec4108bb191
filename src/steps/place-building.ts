import { CanalError } from '../canal/errors.ts';
import { groupNameOf, type HeldPlace, isOfPlace, placeTags } from './held-place.ts';
import { routeChanges, ruleChanges } from './place-wish.ts';
import type { HostAccounts, HostInterface, HostTable } from './ports.ts';

type Account = Awaited<ReturnType<HostAccounts['openHost']>>;

/** What is built, and for whom. */
export interface Building extends HeldPlace {
  readonly account: Account;
  readonly stack: string;
  /** The ranges that SIMs come from, to which answers go back over the peering. */
  readonly ranges: readonly string[];
  readonly peeringId: string;
}

const conflict = (message: string): CanalError => new CanalError('DnsPlaceConflict', message);

/** The same for each try at a thing of this place, and another when the place is taken anew. */
const tokenOf = ({ place }: Building, thing: string): string =>
  `canal-${place.network}-${thing}-${place.takenAt}`.slice(-64);

/** Finds or makes the subnet of a place, in the zone of the instance. */
export async function subnetOf(building: Building): Promise<string> {
  const { account, place, host, stack } = building;
  const found = (await account.hostSubnets(host.vpcId)).find(({ cidrBlock }) => cidrBlock === place.subnetCidrBlock);
  if (!found) {
    const tags = placeTags(place, stack);
    return account.makeSubnet(host.vpcId, place.subnetCidrBlock, host.availabilityZone, tags);
  }
  if (isOfPlace(found.tags, place, stack)) return found.subnetId;
  throw conflict(
    `${found.subnetId} (${found.cidrBlock}) stands in the pool of DNS host ${host.name}, and is not of network "${place.network}": delete it, or register the host with another pool.`,
  );
}

/** Finds or makes the route table of a place, with one route for each range of the SIMs, and lets it serve the subnet. */
export async function routingOf(building: Building, subnetId: string): Promise<void> {
  const { account, place, host, stack } = building;
  const all = await account.hostTables(host.vpcId);
  const own =
    all.find(({ tags }) => isOfPlace(tags, place, stack)) ??
    (await account.makeTable(host.vpcId, placeTags(place, stack), tokenOf(building, 'table')));
  await setRoutes(building, own);
  if (own.associations.some((one) => one.subnetId === subnetId)) return;
  const other = all.find(({ associations }) => associations.some((one) => one.subnetId === subnetId));
  if (other) {
    throw conflict(
      `${subnetId} of network "${place.network}" uses ${other.routeTableId}, which is not ours: disassociate it.`,
    );
  }
  await account.associateTable(own.routeTableId, subnetId);
}

async function setRoutes({ account, ranges, peeringId }: Building, table: HostTable): Promise<void> {
  const { missing, elsewhere, surplus } = routeChanges(table, ranges, peeringId);
  const { routeTableId } = table;
  for (const range of missing) await account.makeTableRoute(routeTableId, range, peeringId);
  for (const { destinationCidrBlock } of elsewhere) {
    await account.moveTableRoute(routeTableId, destinationCidrBlock, peeringId);
  }
  for (const range of surplus) await account.dropTableRoute(routeTableId, range);
}

/** Finds or makes the security group of a place: questions from the ranges of the SIMs come in, and nothing else. */
export async function groupOf({ account, place, host, stack, ranges }: Building): Promise<string> {
  const name = groupNameOf(place);
  const found = await account.hostGroup(host.vpcId, name);
  if (found && !isOfPlace(found.tags, place, stack)) {
    throw conflict(
      `The security group ${found.groupId} of ${host.vpcId} is called ${name} and is not ours: delete or rename it.`,
    );
  }
  const tags = placeTags(place, stack);
  const groupId =
    found?.groupId ?? (await account.makeGroup(host.vpcId, name, `DNS of Canal network ${place.network}`, tags));
  const { missing, surplus } = ruleChanges(found, ranges);
  if (missing.length > 0) await account.letIn(groupId, missing);
  // One by one: EC2 takes all of a request away or nothing, and one that is gone meanwhile must not keep the others.
  for (const rule of surplus) await account.keepOut(groupId, [rule]);
  return groupId;
}

/** Finds or makes the ENI of a place, with its fixed address, behind its security group alone. */
export async function interfaceOf(building: Building, subnetId: string, groupId: string): Promise<HostInterface> {
  const { account, place, stack } = building;
  const found = (await account.hostInterfaces({ subnetId })).find(({ address }) => address === place.address);
  if (!found) {
    const wished = { subnetId, address: place.address, groupId, description: `DNS of Canal network ${place.network}` };
    return account.makeInterface(wished, placeTags(place, stack), tokenOf(building, 'eni'));
  }
  if (isOfPlace(found.tags, place, stack)) {
    if (found.groupIds.join() !== groupId) await account.guardInterface(found.networkInterfaceId, groupId);
    return found;
  }
  throw conflict(
    `${found.networkInterfaceId} has ${place.address}, the address of network "${place.network}", and is not ours: delete it.`,
  );
}

/** Attaches the ENI at its index; "attached" once EC2 says so. */
export async function attachmentOf(
  { account, place, host }: Building,
  nic: HostInterface,
): Promise<'attached' | 'attaching'> {
  const { attachment, networkInterfaceId } = nic;
  if (!attachment) {
    await account.attachInterface(networkInterfaceId, host.instanceId, place.deviceIndex);
    return 'attaching';
  }
  const { instanceId, deviceIndex, status } = attachment;
  if (status === 'detaching') return 'attaching';
  if (instanceId === host.instanceId && deviceIndex === place.deviceIndex) {
    return status === 'attached' ? 'attached' : 'attaching';
  }
  // At another index of the host it holds another network's place; another instance is somebody else's business.
  if (instanceId === host.instanceId) {
    await account.detachInterface(attachment.attachmentId);
    return 'attaching';
  }
  throw conflict(
    `${networkInterfaceId} of network "${place.network}" is attached to ${instanceId}, not to ${host.instanceId}, the instance of DNS host ${host.name}: detach it.`,
  );
}
