import type { GroupRecord } from '../canal/group-record.ts';
import type { NetworkRecord, PeeringRecord } from '../canal/record.ts';
import type { Records } from '../steps/ports.ts';
import { placesIn, placesKey } from './network-places.ts';
import { storeCall, type Table } from './table.ts';

const networkKey = (name: string) => `NETWORK#${name}`;
// What is in the index of this name is a network's record: docs/decisions/listing-networks.md.
const listIndex = 'networks';
const peeringPrefix = 'PEERING#';
// A network that moves to another group must still know what each group was like before.
const groupPrefix = 'GROUP#';
const groupKey = (groupId: string) => `${groupPrefix}${groupId.toLowerCase()}`;

/** The records of those items whose sort key begins so; an item may have none. */
const recordsIn = <Kept>(items: readonly Record<string, unknown>[], prefix: string): Kept[] =>
  items.flatMap(({ sk, record }) => (record && String(sk).startsWith(prefix) ? [record as Kept] : []));

/** One table: partition NETWORK#name with the items RECORD, GROUP#id for each group, PEERING#name for each peering. */
export function records(table: Table): Records {
  const get = async (name: string, sk: string) => {
    const { db, name: TableName, GetCommand } = await table();
    const command = new GetCommand({ TableName, Key: { pk: networkKey(name), sk }, ConsistentRead: true });
    return (await storeCall('GetItem', db.send(command))).Item;
  };
  const put = async (item: Record<string, unknown>, condition?: Record<string, unknown>) => {
    const { db, name: TableName, PutCommand } = await table();
    await storeCall('PutItem', db.send(new PutCommand({ TableName, Item: item, ...condition })));
  };
  const items = async (name: string, prefix = '') => {
    const { db, name: TableName, QueryCommand } = await table();
    const found: Record<string, unknown>[] = [];
    let from: Record<string, unknown> | undefined;
    do {
      const page = await storeCall(
        'Query',
        db.send(
          new QueryCommand({
            TableName,
            KeyConditionExpression: prefix === '' ? 'pk = :pk' : 'pk = :pk AND begins_with(sk, :prefix)',
            ExpressionAttributeValues: { ':pk': networkKey(name), ...(prefix === '' ? {} : { ':prefix': prefix }) },
            ConsistentRead: true,
            ...(from ? { ExclusiveStartKey: from } : {}),
          }),
        ),
      );
      found.push(...(page.Items ?? []));
      from = page.LastEvaluatedKey;
    } while (from);
    return found;
  };
  const all = async <Kept>(name: string, prefix: string) => recordsIn<Kept>(await items(name, prefix), prefix);
  // An item without a record is of something that was forgotten: so no role of ours may delete from a network's partition.
  const forget = (network: string, sk: string) => put({ pk: networkKey(network), sk });
  return {
    async whole(name) {
      const found = await items(name);
      const [record] = recordsIn<NetworkRecord>(found, 'RECORD');
      const peerings = recordsIn<PeeringRecord>(found, peeringPrefix);
      const groups = recordsIn<GroupRecord>(found, groupPrefix);
      return {
        ...(record ? { record } : {}),
        peerings,
        groups,
        places: placesIn(found.find(({ sk }) => sk === placesKey)),
      };
    },

    network: async (name) => (await get(name, 'RECORD'))?.record as NetworkRecord | undefined,

    async save(record) {
      const next = { ...record, version: record.version + 1 };
      const fresh = record.version === 0;
      await put(
        { pk: networkKey(record.name), sk: 'RECORD', listed: listIndex, version: next.version, record: next },
        fresh
          ? { ConditionExpression: 'attribute_not_exists(pk)' }
          : { ConditionExpression: 'version = :read', ExpressionAttributeValues: { ':read': record.version } },
      );
    },

    peerings: (name) => all<PeeringRecord>(name, peeringPrefix),

    savePeering: (network, record) => put({ pk: networkKey(network), sk: `${peeringPrefix}${record.name}`, record }),

    forgetPeering: (network, name) => forget(network, `${peeringPrefix}${name}`),

    group: async (network, groupId) => (await get(network, groupKey(groupId)))?.record as GroupRecord | undefined,

    groups: (network) => all<GroupRecord>(network, groupPrefix),

    saveGroup: (network, record, known) =>
      put(
        { pk: networkKey(network), sk: groupKey(record.groupId), changes: record.changes.length, record },
        known
          ? { ConditionExpression: 'changes = :read', ExpressionAttributeValues: { ':read': known.changes.length } }
          : { ConditionExpression: 'attribute_not_exists(changes)' },
      ),

    forgetGroup: (network, groupId) => forget(network, groupKey(groupId)),

    async networkNames(after, limit) {
      const { db, name: TableName, QueryCommand } = await table();
      const command = new QueryCommand({
        TableName,
        IndexName: listIndex,
        KeyConditionExpression: 'listed = :listed',
        ExpressionAttributeValues: { ':listed': listIndex },
        Limit: limit,
        ...(after === undefined
          ? {}
          : { ExclusiveStartKey: { listed: listIndex, pk: networkKey(after), sk: 'RECORD' } }),
      });
      const { Items = [] } = await storeCall('Query', db.send(command));
      return Items.map(({ pk }) => String(pk).slice(networkKey('').length));
    },
  };
}
