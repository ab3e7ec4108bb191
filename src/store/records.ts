import type { GroupRecord, NetworkRecord, PeeringRecord } from '../canal/record.ts';
import type { Records } from '../steps/ports.ts';
import { isLost, storeCall, type Table } from './table.ts';

const networkKey = (name: string) => `NETWORK#${name}`;
// What is in the index of this name is a network's record: docs/decisions/listing-networks.md.
const listIndex = 'networks';
const peeringPrefix = 'PEERING#';
// A network that moves to another group must still know what each group was like before.
const groupKey = (groupId: string) => `GROUP#${groupId.toLowerCase()}`;

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
  return {
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

    async peerings(name) {
      const { db, name: TableName, QueryCommand } = await table();
      const found: PeeringRecord[] = [];
      let from: Record<string, unknown> | undefined;
      do {
        const page = await storeCall(
          'Query',
          db.send(
            new QueryCommand({
              TableName,
              KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
              ExpressionAttributeValues: { ':pk': networkKey(name), ':prefix': peeringPrefix },
              ConsistentRead: true,
              ...(from ? { ExclusiveStartKey: from } : {}),
            }),
          ),
        );
        found.push(...(page.Items ?? []).map((item) => item.record as PeeringRecord));
        from = page.LastEvaluatedKey;
      } while (from);
      return found;
    },

    savePeering: (network, record) => put({ pk: networkKey(network), sk: `${peeringPrefix}${record.name}`, record }),

    group: async (network, groupId) => (await get(network, groupKey(groupId)))?.record as GroupRecord | undefined,

    async keepGroup(network, record) {
      try {
        await put(
          { pk: networkKey(network), sk: groupKey(record.groupId), record },
          { ConditionExpression: 'attribute_not_exists(pk)' },
        );
      } catch (error) {
        if (!isLost(error)) throw error;
      }
    },

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
