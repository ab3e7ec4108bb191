import { describe, expect, it } from 'vitest';
import { expectRefusal, setting, start, vpgId } from './setting.ts';

const day = 24 * 3600;
const billing = { vpgPerHour: 50, vpgSetUp: 980, otherPerDay: 7 };

/** A world with one VPG of its own, which makes a peering one and a half hours after its start. */
async function billed(more: Record<string, unknown> = {}) {
  const at = await setting({ behaviour: { billing: { ...billing, ...more } }, vpgs: [{ vpgId }] });
  at.pass(5400);
  const peering = await at.call('POST', `/virtual_private_gateways/${vpgId}/vpc_peering_connections`, {
    peerOwnerId: '111111111111',
    peerVpcId: 'vpc-0a1111111111111a1',
    destinationCidrBlock: '172.21.0.0/16',
  });
  /** A token lives for a day. */
  const call: typeof at.call = async (...given) => {
    await at.logIn();
    return at.call(...given);
  };
  return { ...at, call, peeringPath: `/virtual_private_gateways/${vpgId}/vpc_peering_connections/${peering.body.id}` };
}

describe('The bill of a month', () => {
  it('shows a day once it has been over for a day, started hours in full', async () => {
    const { call, pass } = await billed();
    pass(2 * day - 5400 - 1);
    expect((await call('GET', '/bills/202601/daily')).body).toEqual({ billList: [] });
    pass(1);
    // The peering began in the second hour: 23 of the first day's hours are touched.
    expect((await call('GET', '/bills/202601/daily')).body).toEqual({
      billList: [{ date: '20260105', amount: 24 * 50 + 23 * 10 + 7, currency: 'JPY' }],
    });
    expect((await call('GET', '/bills/latest')).body).toEqual({
      amount: Math.ceil((24 * 50 + 23 * 10 + 7) * 1.1),
      currency: 'JPY',
      lastEvaluatedTime: '20260106000000',
    });
  });

  it('ends a peering in the hour in which SORACOM deletes it, and a VPG in the hour of its termination', async () => {
    const { call, pass, peeringPath } = await billed();
    pass(3600); // 02:30
    expect((await call('DELETE', peeringPath)).status).toBe(204);
    pass(5400); // 04:00, sharp: the fifth hour has not started
    expect((await call('POST', `/virtual_private_gateways/${vpgId}/terminate`)).status).toBe(200);
    pass(2 * day);
    expect((await call('GET', '/bills/202601/daily')).body.billList.at(-1)).toMatchObject({
      amount: 4 * 50 + 2 * 10 + 7,
    });
  });

  it('is told by item without tax; set-up fees come when the month is final, two days after its end', async () => {
    const { call, pass } = await billed();
    pass(28 * day - 5400 + day); // 3 February
    const [february, january, ...more] = (await call('GET', '/bills/summaries/bill_items')).body;
    expect(more).toEqual([]);
    expect(february).toMatchObject({
      yearMonth: '202602',
      costBreakdownList: [
        { billItemCategory: 'VPG', billItemName: 'VPG basic fee', amount: 24 * 50 },
        { billItemCategory: 'VPG', billItemName: 'VPC peering connection fee', amount: 240 },
        { billItemCategory: 'AIR', billItemName: 'Data communication', amount: 7 },
      ],
    });
    expect(january).toEqual({
      yearMonth: '202601',
      currency: 'JPY',
      updatedTime: (start + 28 * day * 1000) / 1000,
      costBreakdownList: [
        { billItemCategory: 'VPG', billItemName: 'VPG basic fee', amount: 27 * 24 * 50 },
        { billItemCategory: 'VPG', billItemName: 'VPC peering connection fee', amount: (27 * 24 - 1) * 10 },
        { billItemCategory: 'VPG', billItemName: 'VPG setup fee', amount: 980 },
        { billItemCategory: 'AIR', billItemName: 'Data communication', amount: 27 * 7 },
      ],
    });
  });

  it('leaves out one peering of a VPG in each hour, where the VPG’s fee includes it', async () => {
    const { call, pass } = await billed({ firstPeeringIncluded: true });
    const second = {
      peerOwnerId: '222222222222',
      peerVpcId: 'vpc-0b2222222222222b1',
      destinationCidrBlock: '10.0.0.0/16',
    };
    pass(6 * 3600); // 07:30
    expect((await call('POST', `/virtual_private_gateways/${vpgId}/vpc_peering_connections`, second)).status).toBe(201);
    pass(2 * day);
    // Of the first day's hours 23 have a peering, and 17 two.
    expect((await call('GET', '/bills/202601/daily')).body.billList.at(-1)).toMatchObject({
      amount: 24 * 50 + 17 * 10 + 7,
    });
  });

  it('without a price has no such item, as where the price is not public', async () => {
    const { call, pass } = await billed({ vpgPerHour: 0, vpgSetUp: 0, otherPerDay: 0 });
    pass(3 * day);
    const [month] = (await call('GET', '/bills/summaries/bill_items')).body;
    expect(month.costBreakdownList.map((item: { billItemName: string }) => item.billItemName)).toEqual([
      'VPC peering connection fee',
    ]);
  });

  it('is exact in dollars', async () => {
    const { call, pass } = await billed({
      currency: 'USD',
      peeringPerHour: 0.1,
      vpgPerHour: 0.5,
      vpgSetUp: 9.8,
      otherPerDay: 0,
    });
    pass(2 * day - 5400);
    expect((await call('GET', '/bills/202601/daily')).body.billList).toEqual([
      { date: '20260105', amount: 14.3, currency: 'USD' },
    ]);
    expect((await call('GET', '/bills/latest')).body.amount).toBe(15.73);
  });

  it('is not there for months before the world, to come, or long past', async () => {
    const { call, pass } = await billed();
    for (const month of ['202512', '202602', '202401']) {
      expectRefusal(await call('GET', `/bills/${month}/daily`), 404, 'BIL0001', `There is no bill of ${month}`);
    }
    expect((await call('GET', '/bills/2026-1/daily')).status).toBe(400);
    pass(20 * 31 * day);
    expect((await call('GET', '/bills/202601/daily')).status).toBe(404);
    expect((await call('GET', '/bills/summaries/bill_items')).body).toHaveLength(4);
  });
});
