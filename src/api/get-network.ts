import { CanalError } from '../canal/errors.ts';
import type { GroupRecord } from '../canal/group-record.ts';
import type { Pricing } from '../canal/metering.ts';
import { NetworkName } from '../canal/network-name.ts';
import type { Holder, NetworkRecord } from '../canal/record.ts';
import type { Prices } from '../steps/ports.ts';
import { type NetworkView, networkView } from './network-view.ts';
import type { ApiPorts } from './ports.ts';
import type { Answer } from './problems.ts';

/** GET /networks/{name}: wish, state, what exists, the newest run, cost per hour. Throws NotFound. */
export async function getNetwork(name: string, ports: ApiPorts & { prices: Prices }): Promise<Answer> {
  const record = await knownNetwork(name, ports);
  const group = await ports.records.group(name, record.wish.airGroup.groupId);
  return { status: 200, body: await viewOf(record, ports, await ports.prices.pricing(), group) };
}

/** What the API tells of a record, with its peerings and what its execution is doing. */
export async function viewOf(
  record: NetworkRecord,
  ports: ApiPorts,
  pricing: Pricing,
  group?: GroupRecord,
): Promise<NetworkView> {
  const holder = await holderOf(record, ports);
  const wished = new Set(record.wish.peerings.map((peering) => peering.name));
  // One that stands although the file does not name it costs as well: a DNS host's, or one that is still to go.
  const peerings = (await ports.records.peerings(record.name)).filter(
    ({ name, peeringId }) => wished.has(name) || peeringId !== undefined,
  );
  return networkView(record, { peerings, group, holder, pricing, now: ports.now() });
}

/** What the execution that holds a network is doing; undefined if none holds it. */
export const holderOf = async (
  { running }: NetworkRecord,
  { runs }: Pick<ApiPorts, 'runs'>,
): Promise<Holder | undefined> => (running ? runs.holder(running.executionArn) : undefined);

/** The record of a network; throws NotFound that says how to find those there are. */
export async function knownNetwork(name: string, { records }: Pick<ApiPorts, 'records'>): Promise<NetworkRecord> {
  // What cannot be a name is not looked up: DynamoDB refuses keys that are too long.
  const record = NetworkName.safeParse(name).success ? await records.network(name) : undefined;
  if (record) return record;
  throw new CanalError(
    'NotFound',
    `There is no network "${name.slice(0, 60)}" here. "canal list" and GET /networks name those that there are; "canal up FILE" makes one.`,
  );
}
