import type { Claims } from '../steps/ports.ts';
import { isLost, storeCall, type Table } from './table.ts';

/** A claim is forgotten after so many days: longer than Step Functions and EventBridge remember anything. */
const keptDays = 100;

/** An item for each key: partition CLAIM#key, until when it is held, or that it is settled. */
export function claims(table: Table, now: () => number): Claims {
  const put = async (
    key: string,
    claim: { heldUntil: number; settled: boolean },
    condition?: Record<string, unknown>,
  ) => {
    const { db, name: TableName, PutCommand } = await table();
    const Item = { pk: `CLAIM#${key}`, sk: 'CLAIM', ...claim, expiresAt: Math.ceil(now() / 1000) + keptDays * 86_400 };
    return storeCall('PutItem', db.send(new PutCommand({ TableName, Item, ...condition })));
  };
  return {
    async claim(key, until) {
      const held = { heldUntil: until, settled: false };
      try {
        await put(key, held, {
          ConditionExpression: 'attribute_not_exists(pk) OR (settled = :no AND heldUntil < :now)',
          ExpressionAttributeValues: { ':no': false, ':now': now() },
        });
        return 'mine';
      } catch (error) {
        if (!isLost(error)) throw error;
      }
      try {
        // The same write again, for a key that is settled: it tells that apart from one that is held, without a read.
        await put(
          key,
          { heldUntil: 0, settled: true },
          {
            ConditionExpression: 'settled = :yes',
            ExpressionAttributeValues: { ':yes': true },
          },
        );
        return 'settled';
      } catch (error) {
        if (!isLost(error)) throw error;
        return 'held';
      }
    },

    release: async (key) => void (await put(key, { heldUntil: 0, settled: false })),

    settle: async (key) => void (await put(key, { heldUntil: 0, settled: true })),
  };
}
