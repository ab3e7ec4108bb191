import type { Round, Rounds } from '../steps/ports.ts';
import { storeCall, type Table } from './table.ts';

const pk = 'ROUNDS';

/** The partition ROUNDS with an item for each walk over the networks. */
export function rounds(table: Table): Rounds {
  return {
    async roundOf(walk) {
      const { db, name: TableName, GetCommand } = await table();
      const command = new GetCommand({ TableName, Key: { pk, sk: walk }, ConsistentRead: true });
      return (await storeCall('GetItem', db.send(command))).Item?.round as Round | undefined;
    },

    async saveRound(walk, round) {
      const { db, name: TableName, PutCommand } = await table();
      const version = round.version + 1;
      const command = new PutCommand({
        TableName,
        Item: { pk, sk: walk, version, round: { ...round, version } },
        ...(round.version === 0
          ? { ConditionExpression: 'attribute_not_exists(pk)' }
          : { ConditionExpression: 'version = :read', ExpressionAttributeValues: { ':read': round.version } }),
      });
      await storeCall('PutItem', db.send(command));
    },
  };
}
