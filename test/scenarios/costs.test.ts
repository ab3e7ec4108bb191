import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defaultWorldFile, openScenario, type Scenario, twoVpcs } from '../support/scenario.ts';

const hour = 3_600_000;
const start = Date.UTC(2026, 0, 28);
const vpgPerHour = 48;
const vpgSetUp = 980;

/** A week of life around the end of a month, every hour reported by the real function; the bill is the sandbox's own. */
describe('Seven days, hour by hour, through the function', () => {
  let scenario: Scenario;
  const answers: { hour: string; monthToDate: number; reported: number }[] = [];
  const bus: string[] = [];
  let reportedSum = 0;
  let lifetime = 0;

  beforeAll(async () => {
    const { behaviour, ...world } = defaultWorldFile() as { behaviour?: object };
    scenario = await openScenario({
      start,
      world: { ...world, behaviour: { ...behaviour, billing: { vpgPerHour, vpgSetUp } } },
      environment: {
        CANAL_RATES: JSON.stringify([
          { item: 'vpg', price: vpgPerHour, validFrom: '2026-01-01' },
          { item: 'vpg-setup', price: vpgSetUp, validFrom: '2026-01-01' },
        ]),
        CANAL_MONTHLY_BUDGET: '3000',
      },
    });
    scenario.buses.onEvent((_, event) => {
      bus.push(event['detail-type']);
      if (event['detail-type'] !== 'Cost Reported') return;
      reportedSum += (event.detail as { total: { thisHour: number } }).total.thisHour;
    });
    const begun = scenario.clock.now();
    for (let hours = 1; hours <= 7 * 24; hours += 1) {
      if (hours === 3) await scenario.up(twoVpcs());
      if (hours === 100) {
        const { body } = await scenario.api('DELETE', '/networks/two-vpcs');
        await scenario.machines.settled(body.executionArn);
      }
      if (hours === 120) await scenario.up(twoVpcs());
      // The function is down for some hours, and is asked twice in some others.
      scenario.clock.advance(begun + hours * hour + 300_000);
      if (hours % 50 > 46) continue;
      answers.push(await report(scenario));
      if (hours % 40 === 0) expect(await report(scenario)).toMatchObject({ reported: 0 });
    }
    const { total } = (await scenario.api('GET', '/costs')).body;
    lifetime = total.lifetime - total.perHour; // without the hour that has just begun
  }, 120_000);
  afterAll(() => scenario.close());

  test('each hour has one report, also those that were missed', () => {
    expect(answers.reduce((sum, { reported }) => sum + reported, 0)).toBe(7 * 24);
    expect(answers.some(({ reported }) => reported > 1)).toBe(true);
    expect(bus.filter((type) => type === 'Cost Reported')).toHaveLength(7 * 24);
    expect(reportedSum).toBe(lifetime);
    expect(lifetime).toBeGreaterThan(8000);
  });

  test('the hours, the ledger and the bill of SORACOM agree to the yen', async () => {
    scenario.clock.advance(scenario.clock.now() + 3 * 24 * hour);
    const costs = (month: string, by = 'network') => scenario.api('GET', `/costs?month=${month}&by=${by}`);
    const january = (await costs('2026-01')).body;
    const february = (await costs('2026-02', 'day')).body;
    const days = february.rows.slice(0, 4).reduce((sum: number, row: { amount: number }) => sum + row.amount, 0);
    const bills = async (month: string) => (await scenario.api('GET', `/costs/bill?month=${month}`)).body;
    const [billed, second] = [await bills('2026-01'), await bills('2026-02')];
    // 28 January 02:00 to midnight of the 31st: a VPG with its set-up fee, and two peerings.
    expect(january.total.monthToDate).toBe((4 * 24 - 2) * (vpgPerHour + 20) + vpgSetUp);
    const last = answers.find(({ hour: one }) => one === '2026-01-31T23:00:00.000Z');
    expect(last?.monthToDate).toBe(january.total.monthToDate);
    // Over the budget of 3,000 in both months; the newest report, and what it warns of, is February's.
    expect([january.alerts, february.alerts.length > 0]).toEqual([[], true]);
    expect(billed).toMatchObject({ bill: january.total.monthToDate, vpgItems: january.total.monthToDate });
    expect(billed).toMatchObject({ difference: vpgSetUp, setUpFees: vpgSetUp, ledgerNotBilled: 0 });
    expect(billed.explanations[0]).toBe(
      'The difference is the set-up fees (¥980), which stand on the bill of a month that is final.',
    );
    expect(second).toMatchObject({ difference: 0, setUpFees: vpgSetUp, bill: second.ledger });
    expect(second.explanations.slice(0, 3)).toEqual([
      'The bill of VPGs and peerings is what the ledger says.',
      expect.stringMatching(
        /^The bill lags about a day: 2 days of this month are not on it yet \(¥[\d,]+ in the ledger\)\.$/,
      ),
      'Set-up fees (¥980 in the ledger) come onto the bill when the month is final.',
    ]);
    expect(days).toBeGreaterThan(0);
  });

  test('a network that was removed keeps what it has cost', async () => {
    const { body } = await scenario.api('GET', '/networks/two-vpcs/costs?month=2026-02');
    expect(body.rows.filter((row: { until?: string }) => row.until !== undefined)).toHaveLength(3);
    expect(body.total.perHour).toBe(vpgPerHour + 20);
    expect(body.total.unknown).toEqual([]);
  });

  test('alerts came once in each month, on the bus and to people', () => {
    expect(bus.filter((type) => type === 'Cost Alert').length).toBeGreaterThan(0);
  });

  test('costs are CSV for who asks for it, and faults name the field', async () => {
    const csv = await scenario.fetch('/costs?month=2026-01&by=vpg', { headers: { accept: 'text/csv' } });
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const lines = (await csv.text()).split('\r\n');
    expect(lines[0]).toBe(
      'month,timeZone,by,key,network,vpgId,currency,amount,perHour,monthToDate,forecast,lifetime,unknown,lifetimeUnknown',
    );
    expect(lines).toHaveLength(4);
    const wrong = await scenario.api('GET', '/costs?month=2027-13&by=sim&timeZone=Mars');
    expect(wrong).toMatchObject({
      status: 400,
      body: { faults: [{ field: 'timeZone' }, { field: 'month' }, { field: 'by' }] },
    });
    expect((await scenario.api('GET', '/networks/nobody/costs')).status).toBe(404);
    expect((await scenario.api('GET', '/costs?month=2026-12')).body.faults).toMatchObject([
      { message: 'is yet to come' },
    ]);
  });

  test('a rate that is set counts from its day on', async () => {
    const before = (await scenario.api('GET', '/networks/two-vpcs/costs')).body.total;
    const rate = { item: 'peering', price: 12, validFrom: '2026-02-01', source: 'our contract' };
    expect((await scenario.api('PUT', '/rates', rate)).body).toMatchObject({ price: 12, setBy: 'api' });
    expect((await scenario.api('GET', '/networks/two-vpcs/costs')).body.total.perHour).toBe(before.perHour + 4);
    expect((await scenario.api('PUT', '/rates', { ...rate, price: 0.5 })).body.faults).toMatchObject([
      { field: 'price' },
    ]);
    expect((await scenario.api('PUT', '/rates', { ...rate, sim: 1 })).status).toBe(400);
    expect((await scenario.api('GET', '/rates')).body.rates.at(-1)).toMatchObject({
      price: 12,
      source: 'our contract',
    });
  });
});

/** Invokes the function as the schedule does. */
async function report(scenario: Scenario): Promise<{ hour: string; monthToDate: number; reported: number }> {
  const outcome = await scenario.invoke('report-cost', {});
  expect(outcome).toMatchObject({ ok: true });
  return (outcome as unknown as { payload: { hour: string; monthToDate: number; reported: number } }).payload;
}
