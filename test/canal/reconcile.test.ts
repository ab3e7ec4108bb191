import { describe, expect, test } from 'vitest';
import { type Billed, listLagMs } from '../../src/canal/ledger.ts';
import { reconcile, type SeenVpg } from '../../src/canal/reconcile.ts';

const now = Date.UTC(2026, 10, 26, 12, 5);
const day = 24 * 3_600_000;

const vpg = (changes: Partial<SeenVpg> = {}): SeenVpg => ({
  vpgId: 'v1',
  type: 15,
  status: 'running',
  createdTime: now - day,
  peerings: [],
  ...changes,
});

const billed = (changes: Partial<Billed> = {}): Billed => ({
  thing: 'peering',
  id: 'pcx-1',
  vpgId: 'v1',
  from: now - day,
  sinceFirstSight: false,
  untilLastSight: false,
  ...changes,
});

const known = billed({ thing: 'vpg', id: 'v1', vpgType: 15 });

describe('reconcile', () => {
  test('a VPG is billed since its creation, a peering since its first sight, and that says so', () => {
    const seen = [vpg({ network: 'office', peerings: [{ id: 'pcx-1', network: 'office' }, { id: 'pcx-2' }] })];
    expect(reconcile([], seen, now)).toEqual([
      {
        thing: 'vpg',
        id: 'v1',
        vpgId: 'v1',
        vpgType: 15,
        network: 'office',
        what: 'opened',
        at: now - day,
        source: 'observed',
      },
      {
        thing: 'peering',
        id: 'pcx-1',
        vpgId: 'v1',
        network: 'office',
        what: 'opened',
        at: now,
        source: 'observed',
        noticed: true,
      },
      { thing: 'peering', id: 'pcx-2', vpgId: 'v1', what: 'opened', at: now, source: 'observed', noticed: true },
    ]);
  });

  test('what is known already adds no line, nor what is known to be gone', () => {
    expect(reconcile([known, billed()], [vpg({ peerings: [{ id: 'pcx-1' }] })], now)).toEqual([]);
    const gone = billed({ to: now - 3_600_000 });
    expect(reconcile([known, gone], [vpg()], now)).toEqual([]);
  });

  test('what is no longer shown is closed, with what hangs on a VPG that is being terminated', () => {
    const lines = reconcile([known, billed()], [vpg({ status: 'terminating', peerings: [{ id: 'pcx-1' }] })], now);
    expect(lines).toMatchObject([
      { id: 'v1', what: 'closed', at: now, noticed: true, vpgType: 15 },
      { id: 'pcx-1', what: 'closed', at: now, noticed: true },
    ]);
  });

  test('a VPG that others have terminated ended when SORACOM changed it last, if that was after it was seen standing', () => {
    const before = now - 3_600_000;
    const ended = (lastModifiedTime: number | undefined, seenBefore: number | undefined = before) => {
      const changed = lastModifiedTime === undefined ? {} : { lastModifiedTime };
      return reconcile([known], [vpg({ status: 'terminated', ...changed })], now, seenBefore)[0]?.at;
    };
    expect(ended(now - 60_000)).toBe(now - 60_000);
    expect([undefined, before, before - 60_000, now + 60_000].map((changed) => ended(changed))).toEqual(
      Array(4).fill(now),
    );
    expect(reconcile([known], [vpg({ status: 'terminated', lastModifiedTime: now - 60_000 })], now)).toMatchObject([
      { at: now },
    ]);
    const young = { ...known, from: now - 1_800_000 };
    const seen = [vpg({ status: 'terminated', lastModifiedTime: now - 2_000_000 })];
    expect(reconcile([young], seen, now, before)).toMatchObject([{ at: now }]);
  });

  test('what was made a moment ago is not closed because the list does not show it yet', () => {
    const fresh = billed({ from: now - listLagMs + 1 });
    expect(reconcile([known, fresh], [vpg()], now)).toEqual([]);
    expect(reconcile([known, fresh], [vpg()], now + 1)).toMatchObject([{ id: 'pcx-1', what: 'closed' }]);
  });

  test('what we have deleted a moment ago is not reopened because the list still shows it', () => {
    const deleted = billed({ to: now - listLagMs + 1 });
    const seen = [vpg({ peerings: [{ id: 'pcx-1' }] })];
    expect(reconcile([known, deleted], seen, now)).toEqual([]);
    expect(reconcile([known, deleted], seen, now + 1)).toMatchObject([{ id: 'pcx-1', what: 'opened', at: now + 1 }]);
  });

  test('what was only thought to be gone is opened again as soon as it is seen', () => {
    const thought = billed({ to: now - 1, untilLastSight: true });
    const lines = reconcile([known, thought], [vpg({ peerings: [{ id: 'pcx-1' }] })], now);
    expect(lines).toMatchObject([{ id: 'pcx-1', what: 'opened', at: now, noticed: true }]);
  });

  test('a thing of nobody that turns out to be a network’s is noted as such, once', () => {
    const seen = [vpg({ peerings: [{ id: 'pcx-1', network: 'office' }] })];
    expect(reconcile([known, billed()], seen, now)).toMatchObject([{ id: 'pcx-1', network: 'office', what: 'opened' }]);
    expect(reconcile([known, billed({ network: 'office' })], seen, now)).toEqual([]);
  });
});
