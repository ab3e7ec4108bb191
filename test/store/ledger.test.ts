import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hourMs } from '../../src/canal/calendar.ts';
import { billedThings, type LedgerEntry } from '../../src/canal/ledger.ts';
import type { RequestHandler } from '../../src/lambda/surroundings.ts';
import { type DynamoDb, openDynamoDb } from '../../src/sandbox/dynamodb.ts';
import type { KeptReport, Ledger } from '../../src/steps/ports.ts';
import { costLedger } from '../../src/store/live.ts';
import { openingWith } from '../ec2/opening.ts';
import { inProcess } from '../support/in-process.ts';
import { keptReport, ledgerLine } from '../support/ledger.ts';

const at = Date.UTC(2026, 10, 26, 10);
const line = (id: string, changes: Partial<LedgerEntry> = {}): LedgerEntry => ledgerLine({ id, at, ...changes });
const report = (hour: number, things = 2): KeptReport => keptReport(at / hourMs + hour, things);

describe('The ledger in DynamoDB', () => {
  let db: DynamoDb;
  let ledger: Ledger;
  const open = (more: Record<string, string> = {}) =>
    costLedger(openingWith({ CANAL_TABLE: 'canal-dev', ...more }, inProcess(db.service) as unknown as RequestHandler));

  beforeEach(async () => {
    db = openDynamoDb();
    await db.createTable('canal-dev');
    ledger = open();
  });
  afterEach(() => db.close());

  test('keeps lines as they are, each once, however often they are written and with which others', async () => {
    expect(await ledger.lines()).toEqual([]);
    const [a, b, c] = [line('pcx-a'), line('pcx-b', { what: 'closed', at: at + 5, noticed: true }), line('pcx-c')];
    await ledger.addLines([]);
    await ledger.addLines([a, b]);
    await ledger.addLines([b, a]);
    await ledger.addLines([a]);
    await ledger.addLines([c]);
    const lines = await ledger.lines();
    expect(new Set(lines.map((one) => JSON.stringify(one))).size).toBe(3);
    expect(lines).toEqual(expect.arrayContaining([a, b, c]));
    expect(lines).toHaveLength(4); // of `a` and `b` together, of `a` alone, of `c`
    expect(billedThings(lines)).toEqual(billedThings([a, b, c]));
  });

  test('never changes a line: another one about the same thing stands beside it', async () => {
    await ledger.addLines([line('pcx-a')]);
    await ledger.addLines([line('pcx-a', { network: 'other' })]);
    expect((await ledger.lines()).map(({ network }) => network).sort()).toEqual(['other', 'plant']);
  });

  test('holds more lines than an item, or a page of a query', async () => {
    const many = Array.from({ length: 6000 }, (_, index) => line(`pcx-${String(index).padStart(17, '0')}`));
    await ledger.addLines(many);
    expect(await ledger.lines()).toHaveLength(6000);
  });

  describe('once its lines are many', () => {
    const opened = (name: string) => Array.from({ length: 4001 }, (_, index) => line(`pcx-${name}-${index}`));
    const partitions = async () =>
      ((await db.items('canal-dev')) as { pk: { S: string } }[]).map(({ pk }) => pk.S).sort();
    const told = (lines: readonly LedgerEntry[]) => [...new Set(lines.map((one) => JSON.stringify(one)))].sort();
    /** The ledger, with something that happens before each of its calls. */
    const openWith = (happens: (call: number) => Promise<void>): Ledger => {
      const real = inProcess(db.service);
      let call = 0;
      const handle: typeof real.handle = async (request) => {
        call += 1;
        await happens(call);
        return real.handle(request);
      };
      return costLedger(openingWith({ CANAL_TABLE: 'canal-dev' }, { ...real, handle } as unknown as RequestHandler));
    };

    test('packs them into few items: the same lines, and those that come later', async () => {
      await ledger.addLines(opened('a'));
      await ledger.addLines(opened('a').slice(100, 200));
      const before = told(await ledger.lines());
      await ledger.packLines();
      expect(await partitions()).toEqual(['PACKED#japan', 'PACKED#japan']);
      const lines = await ledger.lines();
      expect(lines).toHaveLength(4001);
      expect(told(lines)).toEqual(before);
      const closed = line('pcx-a-7', { what: 'closed', at: at + hourMs });
      await ledger.addLines([closed]);
      await ledger.packLines();
      expect(await partitions()).toEqual(['LEDGER#japan', 'PACKED#japan', 'PACKED#japan']);
      expect(billedThings(await ledger.lines()).find(({ id }) => id === 'pcx-a-7')).toMatchObject({ to: at + hourMs });
    });

    test('loses none when it is interrupted after any of its calls, and goes on from there', async () => {
      await ledger.addLines(opened('a'));
      const before = told(await ledger.lines());
      // It reads in one or two calls, writes two packs, and deletes nine items.
      for (const last of [1, 2, 3, 7]) {
        const cut = openWith(async (call) => {
          if (call > last) throw new Error('the power is out');
        });
        await cut.packLines().catch(() => undefined);
        expect(told(await ledger.lines())).toEqual(before);
      }
      await ledger.packLines();
      expect(told(await ledger.lines())).toEqual(before);
    });

    test('who reads while it packs, or packs while one reads, misses none', async () => {
      await ledger.addLines(opened('a'));
      let reads = 0;
      await openWith(async (call) => {
        if (![2, 3, 4, 9].includes(call)) return;
        expect(new Set((await ledger.lines()).map(({ id }) => id)).size).toBe(4001);
        reads += 1;
      }).packLines();
      expect(reads).toBe(4);
      await ledger.addLines(opened('b'));
      const reader = openWith(async (call) => {
        if (call === 2) await ledger.packLines();
      });
      expect(new Set((await reader.lines()).map(({ id }) => id)).size).toBe(8002);
      expect((await partitions()).filter((name) => name === 'LEDGER#japan')).toEqual([]);
    });
  });

  test('keeps one report of an hour: the first', async () => {
    expect([await ledger.newestReport(), await ledger.reportOf(report(0).hour)]).toEqual([undefined, undefined]);
    expect(await ledger.keepReport(report(0))).toEqual(report(0));
    expect(await ledger.keepReport(report(0, 5))).toEqual(report(0));
    expect(await ledger.keepReport(report(15))).toEqual(report(15));
    await ledger.keepReport(report(9));
    expect(await ledger.newestReport()).toEqual(report(15));
    expect(await ledger.reportOf(report(9).hour)).toEqual(report(9));
  });

  test('a report of 2,000 peerings fits into an item', async () => {
    const large = report(0, 2000);
    await ledger.keepReport(large);
    expect((await ledger.newestReport())?.things).toEqual(large.things);
  });

  test('remembers what was told, by the beginnings of keys', async () => {
    await ledger.markTold(['alert/2026-11/over-budget/plant', 'alert/2026-11-26/idle-vpg/v'], 1);
    await ledger.markTold(['report/2026-11-26T10'], 3);
    expect((await ledger.toldKeys('alert/2026-11')).sort()).toEqual([
      'alert/2026-11-26/idle-vpg/v',
      'alert/2026-11/over-budget/plant',
    ]);
    expect(await ledger.toldKeys('alert/2026-12')).toEqual([]);
    const many = Array.from({ length: 2500 }, (_, index) => `alert/2026-12-01/dead-peering/pcx-${index}`);
    await ledger.markTold(many, 4);
    expect((await ledger.toldKeys('alert/2026-12')).sort()).toEqual([...many].sort());
  });

  test('of another coverage is another ledger', async () => {
    await ledger.addLines([line('pcx-a')]);
    await ledger.keepReport(report(0));
    const other = open({ CANAL_COVERAGE: 'global' });
    expect([await other.lines(), await other.newestReport()]).toEqual([[], undefined]);
  });
});
