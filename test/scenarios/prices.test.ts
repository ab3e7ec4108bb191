import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defaultWorldFile, openScenario, type Scenario, twoVpcs } from '../support/scenario.ts';

const orphan = 'aaaaaaaa-0000-4000-8000-00000000000a';
const denied = { error: 'UnauthorizedOperation', status: 403, message: 'You are not authorized.', times: 2 };
const prices = (vpg: number, peering: number) => ({ vpg: vpg + 2 * peering, alone: vpg });
/** By the settings and PUT /rates; from tomorrow on both are others. */
const today = prices(48, 12);
const later = prices(500, 99);

/** Prices of the settings and of PUT /rates, of today and of a day to come, wherever costs are told. */
describe('A price that was set', () => {
  let scenario: Scenario;
  const events: { type: string; cost?: { perHour: number } }[] = [];
  const cost = async (method: string, path: string, body?: unknown) =>
    (await scenario.api(method, path, body)).body.cost.perHour;

  /** Lets time pass, with all that happens meanwhile. */
  const passUntil = (time: string) =>
    scenario.clock.turn(() => scenario.clock.sleep(Date.parse(time) - scenario.clock.now()));

  beforeAll(async () => {
    const ours = { 'canal:network': 'lost', 'canal:stack': '111111111111/ap-northeast-1/sandbox' };
    const vpg = (price: number, validFrom: string) => ({ item: 'vpg', price, validFrom });
    scenario = await openScenario({
      lasting: true,
      start: Date.parse('2026-01-11T22:15:00Z'),
      world: { ...defaultWorldFile(), vpgs: [{ vpgId: orphan, tags: ours }] },
      environment: { CANAL_RATES: JSON.stringify([vpg(48, '2026-01-01'), vpg(500, '2026-01-12')]) },
      faults: { faults: { 'ec2.CreateRoute': [denied] } },
    });
    scenario.buses.onEvent((_, { 'detail-type': type, detail }) => {
      events.push({ type, ...(detail as { cost?: { perHour: number } }) });
    });
    for (const [price, validFrom] of [
      [12, '2026-01-11'],
      [99, '2026-01-12'],
    ]) {
      expect((await scenario.api('PUT', '/rates', { item: 'peering', price, validFrom })).status).toBe(200);
    }
  });
  afterAll(() => scenario.close());

  test('is that of a plan, of what a failed run leaves, and of its event, from its day on and not before', async () => {
    expect(await cost('POST', '/plans', twoVpcs())).toBe(today.vpg);
    const { body } = await scenario.up(twoVpcs());
    const { cause } = await scenario.machines.settled(body.executionArn);
    expect(cause).toContain(`It costs ¥${today.vpg} per hour, tax-exclusive, until it is removed.`);
    expect(await cost('GET', '/networks/two-vpcs')).toBe(today.vpg);
  });

  test('is that of a finished run, of networks, costs and sweeps', async () => {
    const { body } = await scenario.up(twoVpcs());
    const { output } = await scenario.machines.settled(body.executionArn);
    expect(JSON.parse(output ?? '{}').cost).toEqual({ currency: 'JPY', perHour: today.vpg, unknown: [] });
    expect((await scenario.api('GET', '/networks')).body.networks[0].cost.perHour).toBe(today.vpg);
    expect((await scenario.api('GET', '/networks/two-vpcs/costs')).body.total.perHour).toBe(today.vpg);
    await passUntil('2026-01-11T23:30:00Z');
    const [found] = (await scenario.api('POST', '/sweeps', {})).body.findings;
    expect(found).toMatchObject({ id: orphan, cost: { perHour: today.alone, unknown: [] } });
  });

  test('of a day to come holds in its last second nowhere, and in its first everywhere', async () => {
    const told = async () => [
      await cost('POST', '/plans', twoVpcs()),
      await cost('GET', '/networks/two-vpcs'),
      (await scenario.api('GET', '/networks/two-vpcs/costs')).body.total.perHour,
      (await scenario.api('POST', '/sweeps', {})).body.findings[0].cost.perHour + (await cost('POST', '/plans', one)),
    ];
    const one = twoVpcs({ name: 'one', peerings: (twoVpcs().peerings as object[]).slice(0, 1) });
    await passUntil('2026-01-11T23:59:50Z');
    expect(await told()).toEqual([today.vpg, today.vpg, today.vpg, 48 + 60]);
    await passUntil('2026-01-12T00:00:00Z');
    expect(await told()).toEqual([later.vpg, later.vpg, later.vpg, 500 + 599]);
  });

  test('is that by which a removal closes', async () => {
    const { lifetime } = (await scenario.api('GET', '/networks/two-vpcs/costs')).body.total;
    const { body } = await scenario.api('DELETE', '/networks/two-vpcs');
    const { output } = await scenario.machines.settled(body.executionArn);
    expect(JSON.parse(output ?? '{}').cost).toMatchObject({ total: lifetime });
    expect(lifetime).toBe(2 * today.vpg + later.vpg); // 22:15 to midnight, and the hour that has begun
    await passUntil('2026-01-12T00:30:00Z');
    const told = events.filter(({ type }) => type.startsWith('Network')).map(({ type, cost }) => [type, cost]);
    expect(told).toMatchObject([
      ['Network Failed', { perHour: today.vpg }],
      ['Network Ready', { perHour: today.vpg }],
      ['Network Removed', { total: lifetime }],
    ]);
  });
});
