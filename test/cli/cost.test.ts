import { describe, expect, it } from 'vitest';
import { cli } from '../../src/cli/cli.ts';
import { type Scripted, scriptedApi } from './scripted-api.ts';
import { stage } from './stage.ts';

const url = 'http://127.0.0.1:4700';
const figures = (amount: number, more: object = {}) => ({
  amount,
  perHour: 20,
  monthToDate: amount,
  forecast: amount * 2,
  lifetime: amount,
  unknown: [] as string[],
  amountUnknown: [] as string[],
  perHourUnknown: [] as string[],
  lifetimeUnknown: [] as string[],
  ...more,
});
const fee = ["the VPG's own fee"];
const costs = {
  month: '2026-11',
  timeZone: 'UTC',
  by: 'network',
  asOf: '2026-11-26T10:05:00.000Z',
  currency: 'JPY',
  taxExclusive: true,
  rule: 'started-hours',
  budget: 20_000,
  total: figures(12_300, {
    unknown: ['the own fees of 2 VPGs'],
    amountUnknown: ['the own fees of 2 VPGs'],
    perHourUnknown: ['the own fees of 2 VPGs'],
  }),
  rows: [
    { key: 'two-vpcs', ...figures(12_000, { unknown: fee, amountUnknown: fee, perHourUnknown: fee }) },
    {
      key: 'bare',
      ...figures(0, { perHour: 0, unknown: fee, amountUnknown: fee, perHourUnknown: fee, lifetimeUnknown: fee }),
    },
    { key: '', ...figures(300) },
  ],
  alerts: [{ kind: 'unmanaged-vpg', subject: 'v', period: '2026-11', message: 'VPG v belongs to no network.' }],
};

async function cost(line: readonly string[], answers: Record<string, readonly Scripted[]>, width?: number) {
  const api = scriptedApi(answers);
  const set = stage({ fetch: api.fetch, ...(width === undefined ? {} : { columns: width }) });
  const exitCode = await cli(['cost', ...line, '--endpoint', url], '1', set.surroundings);
  return { exitCode, stdout: set.stdout(), stderr: set.stderr(), asked: api.asked.map((one) => one.url) };
}

describe('canal cost', () => {
  it('shows a table, bars that need no colour, forecast, unknowns, budget and alerts', async () => {
    const { exitCode, stdout } = await cost([], { 'GET /costs': [{ body: costs }] });
    expect(exitCode).toBe(0);
    const lines = stdout.split('\n').slice(2);
    expect(lines.slice(0, 7)).toEqual([
      'All networks, 2026-11 (UTC), without tax:',
      '',
      'NETWORK       SO FAR       PER HOUR  FORECAST     NOT KNOWN',
      "two-vpcs      ¥12,000 + ?  ¥20 + ?   ¥24,000 + ?  the VPG's own fee",
      "bare          ?            ?         ?            the VPG's own fee",
      '(no network)  ¥300         ¥20       ¥600',
      'total         ¥12,300 + ?  ¥20 + ?   ¥24,600 + ?  the own fees of 2 VPGs',
    ]);
    expect(lines[8]).toMatch(/^two-vpcs {6}¥12,000 \+ \? {2}#{20,}$/);
    expect(lines[9]).toMatch(/^bare {20}\?$/);
    expect(lines[10]).toMatch(/^\(no network\) {9}¥300 {2}#{1,2}$/);
    expect(lines.slice(12, 16)).toEqual([
      'So far ¥12,300, ¥20 per hour; at the end of the month ¥24,600 if all stays as it is.',
      'Not in these sums (? in the table), because the price is not known: the own fees of 2 VPGs.',
      'Budget: ¥20,000 a month, 62 % spent.',
      '! VPG v belongs to no network.',
    ]);
  });

  it('leaves out the column of what is not known where it does not fit', async () => {
    const { stdout } = await cost([], { 'GET /costs': [{ body: costs }] }, 60);
    const lines = stdout.split('\n').slice(4);
    expect(lines[0]).toBe('NETWORK       SO FAR       PER HOUR  FORECAST');
    expect(Math.max(...lines.slice(0, 9).map((line) => line.length))).toBeLessThanOrEqual(60);
    expect(stdout).toContain('because the price is not known: the own fees of 2 VPGs.');
  });

  it('tells of a month that is over what it came to, and nothing that is to come', async () => {
    const body = { ...costs, asOf: '2026-12-01T00:00:00.000Z', alerts: [] };
    const { stdout } = await cost([], { 'GET /costs': [{ body }] });
    const lines = stdout.split('\n').slice(4);
    expect(lines[0]).toBe('NETWORK       AMOUNT       NOT KNOWN');
    expect(lines[3]).toBe('(no network)  ¥300');
    expect(stdout).toContain('\nIn 2026-11 it came to ¥12,300.\n');
    expect(stdout).not.toContain('if all stays');
  });

  it('says that nothing was charged, and of nothing but unknown prices never that it is zero', async () => {
    const nothing = { ...costs, rows: [], alerts: [], total: figures(0, { perHour: 0 }) };
    const { stdout } = await cost([], { 'GET /costs': [{ body: nothing }] });
    expect(stdout).toContain('\nNothing was charged.\n\nSo far ¥0, ¥0 per hour;');
    const unknown = figures(0, { perHour: 0, unknown: fee, amountUnknown: fee, perHourUnknown: fee });
    const bare = { ...costs, total: unknown, rows: [{ key: 'bare', ...unknown }] };
    const told = (await cost([], { 'GET /costs': [{ body: bare }] })).stdout;
    expect(told).toContain(
      'So far not known, not known per hour; at the end of the month not known if all stays as it is.',
    );
    expect(told.replaceAll('¥20,000', '')).not.toContain('¥0');
  });

  it('asks for what the options say', async () => {
    const { asked, exitCode } = await cost(
      ['two-vpcs', '--month', '2026-10', '--by', 'day', '--time-zone', 'Asia/Tokyo', '--format', 'json'],
      { 'GET /networks/two-vpcs/costs': [{ body: { ...costs, network: 'two-vpcs' } }] },
    );
    expect(exitCode).toBe(0);
    expect(asked).toEqual([`${url}/networks/two-vpcs/costs?month=2026-10&by=day&timeZone=Asia%2FTokyo`]);
  });

  it('gives JSON as it came, and CSV', async () => {
    const json = await cost(['--format', 'json'], { 'GET /costs': [{ body: { ...costs, more: 1 } }] });
    expect(JSON.parse(json.stdout)).toEqual({ ...costs, more: 1, simulated: true });
    const csv = await cost(['--format', 'csv'], { 'GET /costs': [{ body: costs }] });
    expect(csv.stdout.split('\r\n')).toEqual([
      'month,timeZone,by,key,network,vpgId,currency,amount,perHour,monthToDate,forecast,lifetime,unknown,lifetimeUnknown',
      "2026-11,UTC,network,two-vpcs,two-vpcs,,JPY,12000,20,12000,24000,12000,the VPG's own fee,",
      "2026-11,UTC,network,bare,bare,,JPY,,,,,,the VPG's own fee,the VPG's own fee",
      '2026-11,UTC,network,,,,JPY,300,20,300,600,300,,',
      '2026-11,UTC,total,,,,JPY,12300,20,12300,24600,12300,the own fees of 2 VPGs,',
      '',
    ]);
  });

  it("explains SORACOM's bill", async () => {
    const bill = {
      month: '2026-11',
      currency: 'JPY',
      billedUntil: '2026-11-24',
      ledger: 100,
      ledgerNotBilled: 20,
      setUpFees: 0,
      bill: 110,
      vpgItems: 100,
      otherItems: 10,
      difference: 0,
      explanations: ['The bill of VPGs and peerings is what the ledger says.'],
      items: [{ category: 'VPG', name: 'fee', amount: 100 }],
    };
    const { stdout } = await cost(['--bill', '--month', '2026-11'], { 'GET /costs/bill': [{ body: bill }] });
    expect(stdout).toContain("SORACOM's bill of 2026-11 (UTC, billed until 2026-11-24), without tax:");
    expect(stdout).toContain('difference               ¥0');
    expect(stdout).toContain('The bill of VPGs and peerings is what the ledger says.');
  });

  it('refuses what cannot be', async () => {
    for (const line of [
      ['--bill', 'two-vpcs'],
      ['--bill', '--format', 'csv'],
      ['--by', 'sim'],
    ]) {
      expect((await cost(line, {})).exitCode).toBe(1);
    }
  });
});
