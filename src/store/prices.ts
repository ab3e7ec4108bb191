import { type PricingWish, pricingOf } from '../canal/pricing.ts';
import type { Rate } from '../canal/rates.ts';
import type { Prices } from '../steps/ports.ts';
import { storeCall, type Table } from './table.ts';

/** What stands in the item: rates are few, and so one read has them all. */
interface SetRates {
  readonly version: number;
  readonly rates: readonly Rate[];
}

/** Prices of a coverage. Item RATES#coverage: the rates that were set over the built-in ones and the settings'. */
export function prices(table: Table, wish: PricingWish): Prices {
  const key = { pk: `RATES#${wish.coverage}`, sk: 'SET' };
  const setRates = async (): Promise<SetRates> => {
    const { db, name: TableName, GetCommand } = await table();
    const command = new GetCommand({ TableName, Key: key, ConsistentRead: true });
    const item = (await storeCall('GetItem', db.send(command))).Item;
    return { version: item?.version ?? 0, rates: item?.rates ?? [] };
  };
  return {
    pricing: async () => pricingOf(wish, (await setRates()).rates),

    async keepRate(rate) {
      const { version, rates } = await setRates();
      const others = rates.filter((one) => nameOf(one) !== nameOf(rate));
      const { db, name: TableName, PutCommand } = await table();
      const command = new PutCommand({
        TableName,
        Item: { ...key, version: version + 1, rates: [...others, rate] },
        ...(version === 0
          ? { ConditionExpression: 'attribute_not_exists(pk)' }
          : { ConditionExpression: 'version = :read', ExpressionAttributeValues: { ':read': version } }),
      });
      await storeCall('PutItem', db.send(command));
    },
  };
}

const nameOf = ({ item, vpgType, validFrom }: Rate): string => `${item}#${vpgType ?? 'any'}#${validFrom}`;
