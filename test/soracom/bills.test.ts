import { describe, expect, test } from 'vitest';
import { soracomBills } from '../../src/soracom/live.ts';
import { json, login, type Next, rejection, standIn } from './stand-in.ts';

const opened = (script: readonly Next[]) => {
  const { opening, sent } = standIn([login(), ...script]);
  return { bills: soracomBills(opening), sent };
};

describe("SORACOM's bills", () => {
  test('by day, the oldest first', async () => {
    const billList = [
      { date: '20261102', amount: 580, currency: 'JPY' },
      { date: '20261101', amount: 285, currency: 'JPY' },
    ];
    const { bills, sent } = opened([json(200, { billList })]);
    expect(await bills.billedDays('2026-11')).toEqual([
      { day: '2026-11-01', amount: 285, currency: 'JPY' },
      { day: '2026-11-02', amount: 580, currency: 'JPY' },
    ]);
    expect(sent[1]?.url.pathname).toBe('/v1/bills/202611/daily');
  });

  test('of a month without a bill are absent, and an empty one is no fault', async () => {
    const { bills } = opened([json(404, {}), json(200, {})]);
    expect(await bills.billedDays('2026-11')).toBeUndefined();
    expect(await bills.billedDays('2026-12')).toEqual([]);
  });

  test('by item, whichever way the month is written', async () => {
    const item = { billItemCategory: 'VPG', billItemName: 'fee', amount: 12.5 };
    const { bills, sent } = opened([
      json(200, [
        { yearMonth: '202611', currency: 'USD', updatedTime: 1_800_000_000, costBreakdownList: [item] },
        { yearMonth: '2026-10', currency: 'USD', updatedTime: 1_790_000_000 },
      ]),
    ]);
    expect(await bills.billedItems()).toEqual([
      {
        month: '2026-11',
        currency: 'USD',
        updatedAt: 1_800_000_000_000,
        items: [{ category: 'VPG', name: 'fee', amount: 12.5 }],
      },
      { month: '2026-10', currency: 'USD', updatedAt: 1_790_000_000_000, items: [] },
    ]);
    expect(sent[1]?.url.pathname).toBe('/v1/bills/summaries/bill_items');
  });

  test('that the AuthKey may not see are told with the permission', async () => {
    const { bills } = opened([json(403, {})]);
    const error = await rejection(bills.billedItems());
    expect(error).toMatchObject({ name: 'SoracomDenied' });
    expect(error.message).toContain('"Billing:getBillingSummaryOfBillItems"');
  });
});
