import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Rate, rateFor, rates } from '../../src/canal/rates.ts';
import type { RequestHandler } from '../../src/lambda/surroundings.ts';
import { type DynamoDb, openDynamoDb } from '../../src/sandbox/dynamodb.ts';
import { priceTable } from '../../src/store/live.ts';
import { openingWith } from '../ec2/opening.ts';
import { inProcess } from '../support/in-process.ts';

const rate = (price: number, validFrom: string): Rate => {
  return { ...(rates[0] as Rate), setBy: 'api', price, validFrom };
};

describe('The prices in DynamoDB', () => {
  let db: DynamoDb;
  const open = (more: Record<string, string> = {}) =>
    priceTable(openingWith({ CANAL_TABLE: 'canal-dev', ...more }, inProcess(db.service) as unknown as RequestHandler));
  const peering = async (day: string, prices = open()): Promise<number | undefined> => {
    const { table, coverage } = await prices.pricing();
    return rateFor('peering', coverage, table, day)?.price;
  };

  beforeEach(async () => {
    db = openDynamoDb();
    await db.createTable('canal-dev');
  });
  afterEach(() => db.close());

  test('are the built-in ones, over them those of the settings, over these those that were set, each from its day on', async () => {
    const settings = { CANAL_RATES: JSON.stringify([{ item: 'peering', price: 20, validFrom: '2026-11-01' }]) };
    await open().keepRate(rate(30, '2026-12-01'));
    expect([await peering('2026-11-30'), await peering('2026-12-01')]).toEqual([10, 30]);
    const days = ['2026-10-31', '2026-11-30', '2026-12-01'];
    expect(await Promise.all(days.map((day) => peering(day, open(settings))))).toEqual([10, 20, 30]);
  });

  test('keep the newest word on an item and its day', async () => {
    for (const price of [11, 12]) await open().keepRate(rate(price, '2026-11-01'));
    await open().keepRate(rate(13, '2026-12-01'));
    const { table } = await open().pricing();
    expect(table.slice(rates.length).map(({ price }) => price)).toEqual([12, 13]);
  });

  test('that are set by two at once are both kept, or one is told to try again', async () => {
    await open().keepRate(rate(11, '2026-11-01'));
    const two = await Promise.allSettled([
      open().keepRate(rate(12, '2026-11-02')),
      open().keepRate(rate(13, '2026-11-03')),
    ]);
    const told = two.flatMap((one) => (one.status === 'rejected' ? [(one.reason as Error).name] : []));
    const { table } = await open().pricing();
    expect(table.length - rates.length + told.length).toBe(3);
    expect(new Set(told)).toEqual(new Set(told.length === 0 ? [] : ['StoreUnavailable']));
  });

  test('of another coverage are other ones', async () => {
    await open().keepRate(rate(11, '2026-11-01'));
    const { table } = await open({ CANAL_COVERAGE: 'global' }).pricing();
    expect(table).toEqual(rates);
  });
});
