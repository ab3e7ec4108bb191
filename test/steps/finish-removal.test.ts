import { describe, expect, test } from 'vitest';
import { hourMs } from '../../src/canal/calendar.ts';
import { CanalError } from '../../src/canal/errors.ts';
import { entryKey, type LedgerEntry } from '../../src/canal/ledger.ts';
import { endRun, type NetworkRecord, reserve } from '../../src/canal/record.ts';
import { FinishRemoval, finishRemoval } from '../../src/steps/finish-removal.ts';
import { execution } from '../support/items.ts';
import { heldLedger, ledgerLine, ledgerPort } from '../support/ledger.ts';
import { faultOf, recordsPort, table, vpgId, wire } from '../support/ports.ts';
import { pricesPort } from '../support/prices.ts';
import { wish } from '../support/wish.ts';

const by = (arn: string) => ({ executionArn: () => arn, askedBy: 'me', now: 0, kind: 'remove' as const });
const removing: NetworkRecord = {
  ...reserve(undefined, wish(), by(execution.arn)),
  version: 3,
  vpg: { vpgId, made: true },
  vpgAskedAt: 5,
  cutOffAt: 7,
};
/** Prices have a first day. */
const begun = Date.parse('2026-11-26T10:00:00Z');
const warning = { field: 'vpg', message: 'left' };
const vpgLine = (what: LedgerEntry['what'], at: number): LedgerEntry =>
  ledgerLine({ thing: 'vpg', id: vpgId, vpgId, vpgType: 15, what, at: begun + at });
const peeringLine = (what: LedgerEntry['what'], at: number): LedgerEntry => ledgerLine({ vpgId, what, at: begun + at });

function setting(record: NetworkRecord | undefined = removing, lines: readonly LedgerEntry[] = []) {
  const to = wire();
  const held = record ? table(record) : table();
  const book = heldLedger();
  for (const line of lines) book.lines.set(entryKey(line), line);
  held.groups.set('plant/g1', { groupId: 'g1', prior: {}, changes: [] });
  const ports = {
    records: recordsPort(held, to),
    ledger: ledgerPort(book, to),
    prices: pricesPort(to),
    now: () => begun + 5 * hourMs,
  };
  const input = FinishRemoval.input.parse({ name: 'plant', execution, warnings: [warning, warning] });
  return { to, held, book, run: () => finishRemoval(input, ports) };
}

describe('Finish removal', () => {
  test('closes the run as removed, with the warnings once each, and forgets what is gone', async () => {
    const { held, run } = setting();
    expect(await run()).toMatchObject({ state: 'removed', run: 1, warnings: [warning] });
    const record = held.networks.get('plant');
    expect(record).toMatchObject({ state: 'removed', warnings: [warning], runs: [{ outcome: 'removed' }] });
    for (const gone of ['vpg', 'vpgAskedAt', 'cutOffAt', 'running', 'sims']) expect(record).not.toHaveProperty(gone);
    expect(held.groups.size).toBe(0);
  });

  test('closes with what the network has cost in all: in the record, and in its answer', async () => {
    const { held, run } = setting(removing, [
      vpgLine('opened', 0),
      vpgLine('closed', 2 * hourMs),
      peeringLine('opened', 0),
      peeringLine('closed', hourMs),
      ledgerLine({ id: 'pcx-other', vpgId: 'other', network: 'another', at: begun }),
    ]);
    const cost = {
      currency: 'JPY',
      total: 10,
      unknown: ["the VPG's own fee", "the VPG's set-up fee"],
      taxExclusive: true,
    };
    expect((await run()).cost).toEqual(cost);
    expect(held.networks.get('plant')?.runs.at(-1)?.cost).toEqual(cost);
  });

  test('closes in the ledger a VPG whose end nobody heard of, so that it is charged no longer', async () => {
    const { book, run } = setting(removing, [vpgLine('opened', 0), peeringLine('opened', 0)]);
    expect((await run()).cost).toMatchObject({ total: 50 });
    expect([...book.lines.values()].at(-1)).toMatchObject({
      id: vpgId,
      what: 'closed',
      at: begun + 5 * hourMs,
      noticed: true,
    });
  });

  test('a network of which nothing was ever charged has cost nothing', async () => {
    expect((await setting().run()).cost).toEqual({ currency: 'JPY', total: 0, unknown: [], taxExclusive: true });
  });

  test('asked again after a lost answer, it says the same and writes nothing', async () => {
    const { to, held, run } = setting(removing, [peeringLine('opened', 0)]);
    to.lose('records.save', new CanalError('StoreUnavailable', 'no answer'));
    expect((await faultOf(run())).name).toBe('StoreUnavailable');
    const kept = structuredClone(held.networks.get('plant'));
    expect((await run()).cost).toMatchObject({ total: 50 });
    expect(held.networks.get('plant')).toEqual(kept);
  });

  test('throws NetworkBusy where another run has the network, or none is of this execution', async () => {
    const taken = reserve(removing, wish(), { ...by('another'), now: 1 });
    expect((await faultOf(setting(taken).run())).name).toBe('NetworkBusy');
    expect((await faultOf(setting(reserve(undefined, wish(), by('another'))).run())).name).toBe('NetworkBusy');
    const failed = endRun(removing, execution.arn, { outcome: 'failed', now: 1 });
    expect((await faultOf(setting(failed).run())).name).toBe('NetworkBusy');
  });
});
