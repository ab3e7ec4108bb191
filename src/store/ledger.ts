import { isoOf } from '../canal/calendar.ts';
import { entryKey, type LedgerEntry } from '../canal/ledger.ts';
import type { Coverage } from '../canal/rates.ts';
import type { KeptReport, Ledger } from '../steps/ports.ts';
import { isLost, storeCall, type Table } from './table.ts';

/** So many lines go into one item: a DynamoDB item holds 400 KiB. */
const linesPerItem = 500;
/** A key takes some 70 bytes. */
const keysPerItem = 1000;
/** Packed, a line takes 40 to 60 bytes. */
const linesPerPack = 4000;
/** So many items are worth packing: a year of some hundred networks that come and go. */
const itemsToPack = 1000;
/** The SDK has as many connections. */
const deletionsAtOnce = 50;
const reportPrefix = 'REPORT#';
const toldPrefix = 'TOLD#';

/**
 * A ledger for each coverage, as each has a currency of its own. Partition LEDGER#coverage: items of one or more lines, by
 * time; they are named after what is in them, so that the same lines written again are the same item, and none is ever
 * changed. Partition PACKED#coverage: items of thousands of lines, packed, which stood in LEDGER# before; nobody may delete
 * from it. Partition COSTS#coverage: the reports by hour, and what was told.
 */
export function ledger(table: Table, coverage: Coverage): Ledger {
  const lines = `LEDGER#${coverage}`;
  const packs = `PACKED#${coverage}`;
  const costs = `COSTS#${coverage}`;

  const get = async (pk: string, sk: string) => {
    const { db, name: TableName, GetCommand } = await table();
    const command = new GetCommand({ TableName, Key: { pk, sk }, ConsistentRead: true });
    return (await storeCall('GetItem', db.send(command))).Item;
  };
  const put = async (Item: Record<string, unknown>) => {
    const { db, name: TableName, PutCommand } = await table();
    await storeCall('PutItem', db.send(new PutCommand({ TableName, Item })));
  };
  /** Puts an item unless there is one of its keys; false if there is. */
  const putNew = async (Item: Record<string, unknown>): Promise<boolean> => {
    const { db, name: TableName, PutCommand } = await table();
    const ConditionExpression = 'attribute_not_exists(pk)';
    try {
      await storeCall('PutItem', db.send(new PutCommand({ TableName, Item, ConditionExpression })));
      return true;
    } catch (error) {
      if (isLost(error)) return false;
      throw error;
    }
  };
  const query = async (pk: string, more: Record<string, unknown> = {}, all = true) => {
    const { db, name: TableName, QueryCommand } = await table();
    const found: Record<string, unknown>[] = [];
    let from: Record<string, unknown> | undefined;
    do {
      const command = new QueryCommand({
        TableName,
        KeyConditionExpression: 'pk = :pk',
        ConsistentRead: true,
        ...more,
        ExpressionAttributeValues: { ':pk': pk, ...(more.ExpressionAttributeValues as object | undefined) },
        ...(from ? { ExclusiveStartKey: from } : {}),
      });
      const page = await storeCall('Query', db.send(command));
      found.push(...(page.Items ?? []));
      from = page.LastEvaluatedKey;
    } while (from && all);
    return found;
  };
  const remove = async ({ pk, sk }: Record<string, unknown>) => {
    const { db, name: TableName, DeleteCommand } = await table();
    await storeCall('DeleteItem', db.send(new DeleteCommand({ TableName, Key: { pk, sk } })));
  };
  const readReport = async (item: Record<string, unknown> | undefined): Promise<KeptReport | undefined> =>
    item && (await unpacked<KeptReport>(item));
  const reportOf = async (hour: string): Promise<KeptReport | undefined> =>
    readReport(await get(costs, reportPrefix + hour));

  return {
    async lines() {
      // In this order: what is packed in between is found twice, never missed.
      const alone = await query(lines);
      const packed: LedgerEntry[] = [];
      for (const item of await query(packs)) packed.push(...(await unpacked<LedgerEntry[]>(item)));
      return [...packed, ...alone.flatMap(linesOf)];
    },

    async packLines() {
      const alone = await query(lines);
      const each = [...new Map(alone.flatMap(linesOf).map((line) => [textOf(line), line])).values()];
      if (alone.length < itemsToPack && each.length < linesPerPack) return;
      for (const some of chunks(each, linesPerPack)) {
        await putNew({ pk: packs, sk: await nameByTime(some), ...(await packed(some)) });
      }
      // Only now: whoever is interrupted leaves lines in two places, and the same line twice is one.
      for (const some of chunks(alone, deletionsAtOnce)) await Promise.all(some.map(remove));
    },

    async addLines(entries) {
      const sorted = [...entries].sort((a, b) => (entryKey(a) < entryKey(b) ? -1 : 1));
      for (const some of chunks(sorted, linesPerItem)) {
        await putNew({ pk: lines, sk: await nameByTime(some), lines: some });
      }
    },

    async newestReport() {
      const newest = await query(
        costs,
        {
          ...beginningWith(reportPrefix),
          ScanIndexForward: false,
          Limit: 1,
        },
        false,
      );
      return readReport(newest[0]);
    },

    reportOf,

    async keepReport(report) {
      const { hour, currency, total } = report;
      // What people look for in the console stands open, the figures are packed.
      const item = { pk: costs, sk: reportPrefix + hour, hour, currency, total, ...(await packed(report)) };
      return (await putNew(item)) ? report : ((await reportOf(hour)) ?? report);
    },

    async toldKeys(prefix) {
      const told = await query(costs, beginningWith(toldPrefix + prefix));
      return told.flatMap(({ keys }) => keys as string[]);
    },

    async markTold(keys, at) {
      // Named after its first key, which no other item has: it would not be told again.
      for (const some of chunks(keys, keysPerItem)) await put({ pk: costs, sk: toldPrefix + some[0], keys: some, at });
    },
  };
}

const linesOf = (item: Record<string, unknown>): LedgerEntry[] => item.lines as LedgerEntry[];

/** Loaded by who writes lines or reads packs, because node's zlib and crypto are a third of a function's start. */
const packing = () => import('./packing.ts');

const packed = async (what: unknown) => (await packing()).packed(what);

const unpacked = async <Kept>(item: Record<string, unknown>) => (await packing()).unpacked<Kept>(item);

const beginningWith = (prefix: string) => ({
  KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
  ExpressionAttributeValues: { ':prefix': prefix },
});

/** The beginning of a key by time, and what makes it that of these lines alone. */
const nameByTime = async (some: readonly LedgerEntry[]): Promise<string> =>
  `${isoOf(Math.min(...some.map(({ at }) => at)))}#${await nameOf(some)}`;

function* chunks<Item>(all: readonly Item[], most: number): Generator<Item[]> {
  for (let from = 0; from < all.length; from += most) yield all.slice(from, from + most);
}

/** What lines are, in few characters: other lines have another name. */
const nameOf = async (some: readonly LedgerEntry[]): Promise<string> =>
  (await packing()).digest(some.map(textOf).join('\n'));

/** A line as text, whatever the order of its fields. */
const textOf = (line: LedgerEntry): string => JSON.stringify(Object.entries(line).sort(([a], [b]) => (a < b ? -1 : 1)));
