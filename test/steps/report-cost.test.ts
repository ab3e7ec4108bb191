import { beforeEach, describe, expect, test } from 'vitest';
import { hourMs, isoOf } from '../../src/canal/calendar.ts';
import { CanalError } from '../../src/canal/errors.ts';
import type { CanalEvent } from '../../src/canal/events.ts';
import type { NetworkRecord } from '../../src/canal/record.ts';
import type { CostSettings, CostValues } from '../../src/steps/ports.ts';
import { ReportCost, reportCost } from '../../src/steps/report-cost.ts';
import { costSettings, heldLedger, ledgerPort } from '../support/ledger.ts';
import {
  ec2World,
  faultOf,
  installation,
  peerAccountsPort,
  recordsPort,
  shownPeering,
  soracomPort,
  soracomWorld,
  table,
  vpg,
  vpgId,
  wire,
} from '../support/ports.ts';
import { heldPrices, pricesPort } from '../support/prices.ts';
import { standing } from '../support/removal.ts';
import { wish } from '../support/wish.ts';

const start = Date.UTC(2026, 10, 26, 10);
const peering = standing();
const record = (changes: Partial<NetworkRecord> = {}): NetworkRecord => ({
  name: 'plant',
  version: 1,
  wish: wish(),
  state: 'ready',
  lastRun: 1,
  vpg: { vpgId, made: true },
  warnings: [],
  runs: [{ run: 1, executionArn: 'arn', askedBy: 'me', startedAt: start, outcome: 'ready' }],
  ...changes,
});

/** An installation at 10:05 whose VPG was made at 10:00, with a peering. */
function setting(
  given: { records?: NetworkRecord[]; costs?: Partial<CostSettings>; peer?: Parameters<typeof ec2World>[0] } = {},
) {
  const to = wire();
  const clock = { now: start + 5 * 60_000 };
  const soracom = soracomWorld({ vpgs: [vpg({ createdTime: start, peerings: [peering], onlineSessions: 3 })] });
  const held = heldLedger();
  const prices = heldPrices();
  const events: CanalEvent[] = [];
  const messages: { subject: string; text: string }[] = [];
  const metrics: { at: number; costs: readonly CostValues[] }[] = [];
  const ports = {
    soracom: soracomPort(soracom, to),
    peerAccounts: peerAccountsPort(
      { '111111111111/ap-northeast-1': ec2World(given.peer ?? { peerings: [shownPeering()] }) },
      to,
    ),
    records: recordsPort(table(...(given.records ?? [record()])), to),
    ledger: ledgerPort(held, to),
    prices: pricesPort(to, prices),
    installation: installation(),
    costs: costSettings(given.costs),
    metrics: { putCosts: (at: number, costs: readonly CostValues[]) => void metrics.push({ at, costs }) },
    events: { publish: async (some: readonly CanalEvent[]) => void events.push(...some) },
    people: { tell: async (message: { subject: string; text: string }) => void messages.push(message) },
    now: () => clock.now,
  };
  return {
    to,
    clock,
    soracom,
    held,
    prices,
    events,
    messages,
    metrics,
    ports,
    report: (input: object = {}) => reportCost(ReportCost.input.parse(input), ports),
    pass: (hours: number) => {
      clock.now += hours * hourMs;
    },
    alerts: () => events.flatMap((event) => (event.type === 'Cost Alert' ? [event.detail.kind] : [])),
  };
}

/** The lines that the workflow wrote when it made the network. */
const made = (['vpg', 'peering'] as const).map((thing) => ({
  thing,
  id: thing === 'vpg' ? vpgId : 'pcx-1',
  vpgId,
  network: 'plant',
  what: 'opened' as const,
  at: start + 60_000,
  source: 'workflow' as const,
}));

describe('Report cost', () => {
  let at: ReturnType<typeof setting>;
  beforeEach(async () => {
    at = setting();
    await at.ports.ledger.addLines(made);
  });

  test('reports the hour that is over: the answer, the report, the event, the metrics', async () => {
    at.pass(1);
    expect(await at.report()).toEqual({
      hour: '2026-11-26T10:00:00.000Z',
      currency: 'JPY',
      perHour: 10,
      monthToDate: 10,
      forecast: 10 * (24 * 5 - 10),
      unknown: ["the VPG's own fee", "the VPG's set-up fee"],
      alerts: 0,
      reported: 1,
      hoursBehind: 0,
    });
    expect(at.held.reports.get('2026-11-26T10:00:00.000Z')).toMatchObject({
      networks: { plant: { thisHour: { units: 10 }, lifetime: { units: 10 } } },
      things: [{ billed: { id: vpgId } }, { billed: { id: 'pcx-1', from: start + 60_000 } }],
    });
    expect(at.events).toMatchObject([
      {
        type: 'Cost Reported',
        detail: { hour: '2026-11-26T10:00:00.000Z', networks: [{ network: 'plant', thisHour: 10 }] },
      },
    ]);
    expect(at.metrics).toEqual([
      {
        at: start + hourMs - 1,
        costs: [
          { values: { CostPerHour: 10, MonthToDate: 10, Forecast: 1100, UnmanagedPerHour: 0 } },
          { network: 'plant', values: { CostPerHour: 10, MonthToDate: 10, Forecast: 1100 } },
        ],
      },
    ]);
  });

  test('the same hour twice is the same report, and nothing is told twice', async () => {
    at.pass(1);
    const first = await at.report();
    const report = structuredClone([...at.held.reports]);
    at.soracom.vpgs = [];
    expect(await at.report({ time: '2026-11-26T11:02:00Z' })).toMatchObject({ ...first, reported: 0 });
    at.pass(0.5);
    expect(await at.report()).toMatchObject({ ...first, reported: 0 });
    expect([...at.held.reports]).toEqual(report);
    expect([at.events.length, at.metrics.length]).toEqual([1, 1]);
    at.pass(9);
    await at.report();
    expect(await at.report({ at: '2026-11-26T11:05:00Z' })).toMatchObject({ ...first, reported: 0 });
  });

  test('missed hours are caught up, each with a report of its own that is as if it had been in time', async () => {
    at.pass(1);
    await at.report();
    at.pass(30);
    expect(await at.report()).toMatchObject({ hour: '2026-11-27T16:00:00.000Z', monthToDate: 310, reported: 30 });
    const hours = [...at.held.reports.values()].map(({ hour, total }) => [
      hour,
      total.thisHour.units,
      total.correction,
    ]);
    expect(hours).toEqual(Array.from({ length: 31 }, (_, index) => [isoOf(start + index * hourMs), 10, 0]));
    expect(at.events).toHaveLength(31);
  });

  test('a run that has very much to catch up leaves the rest to the next', async () => {
    at.pass(1);
    await at.report();
    at.pass(170);
    expect(await at.report()).toMatchObject({ reported: 120, hoursBehind: 50 });
    expect(await at.report()).toMatchObject({ reported: 50, hoursBehind: 0 });
  });

  test('while SORACOM is away there is no report; the hours follow once it is back', async () => {
    at.pass(1);
    at.to.refuse('soracom.allVpgs', new CanalError('SoracomUnavailable', 'away'));
    expect((await faultOf(at.report())).name).toBe('SoracomUnavailable');
    expect(at.held.reports.size).toBe(0);
    at.pass(1);
    // Without any report, the first one also tells of what was before it.
    expect(await at.report()).toMatchObject({ hour: '2026-11-26T11:00:00.000Z', monthToDate: 20, reported: 1 });
    expect([...at.held.reports.values()][0]?.total).toMatchObject({ thisHour: { units: 10 }, correction: 10 });
  });

  test('an answer that was lost leaves no gap and no double', async () => {
    at.pass(1);
    for (const call of ['ledger.addLines', 'ledger.keepReport', 'ledger.markTold']) {
      at.to.lose(call, new CanalError('StoreUnavailable', 'lost'));
      expect((await faultOf(at.report())).name).toBe('StoreUnavailable');
    }
    await at.report();
    expect(at.held.reports.size).toBe(1);
    at.pass(1);
    expect(await at.report()).toMatchObject({ monthToDate: 20 });
  });

  test('a moment to come, or before the first report, is refused', async () => {
    at.pass(1);
    await at.report();
    expect((await faultOf(at.report({ at: '2026-11-26T11:06:00Z' }))).name).toBe('InvalidInput');
    expect((await faultOf(at.report({ at: '2026-11-26T10:30:00Z' }))).message).toContain('before the first one');
    expect(ReportCost.input.safeParse({ at: 'yesterday' }).success).toBe(false);
  });

  test('what somebody deletes by hand ends when it is missed, what somebody makes begins when it is seen', async () => {
    at.pass(1);
    await at.report();
    at.soracom.vpgs = [vpg({ createdTime: start, onlineSessions: 3, peerings: [{ ...peering, id: 'pcx-2' }] })];
    at.pass(1);
    await at.report();
    at.pass(1);
    await at.report();
    const things = [...at.held.reports.values()].at(-1)?.things.map(({ billed }) => billed);
    expect(things).toMatchObject([
      { id: vpgId },
      { id: 'pcx-1', to: start + 2 * hourMs + 300_000, untilLastSight: true },
      { id: 'pcx-2', network: 'plant', from: start + 2 * hourMs + 300_000, sinceFirstSight: true },
    ]);
  });
});

describe('Whose it is', () => {
  const shares = (at: ReturnType<typeof setting>) => {
    const report = [...at.held.reports.values()].at(-1);
    const units = Object.fromEntries(
      Object.entries(report?.networks ?? {}).map(([name, one]) => [name, one.perHour.units]),
    );
    return { ...units, unmanaged: report?.unmanaged.perHour.units };
  };

  test('a network whose VPG was replaced keeps what the earlier one has cost', async () => {
    const at = setting();
    await at.ports.ledger.addLines(made);
    at.pass(2);
    await at.report();
    at.soracom.vpgs = [
      vpg({ vpgId: 'second', createdTime: at.clock.now, peerings: [{ ...peering, id: 'pcx-2' }], onlineSessions: 1 }),
    ];
    at.pass(1);
    await at.report();
    at.pass(1);
    await at.report();
    const report = [...at.held.reports.values()].at(-1);
    // Four hours of the first peering, its end noticed in the fourth; two of the second, seen first in the fourth.
    expect(report?.networks.plant).toMatchObject({ perHour: { units: 10 } });
    expect(report?.things.map(({ billed }) => [billed.id, billed.network, billed.to !== undefined])).toEqual([
      [vpgId, 'plant', true],
      ['pcx-1', 'plant', true],
      ['second', 'plant', false],
      ['pcx-2', 'plant', false],
    ]);
    expect(report?.networks.plant?.lifetime.units).toBe(report?.total.lifetime.units);
  });

  test('on a VPG that a network has adopted its own peerings are the network’s, others and the VPG nobody’s', async () => {
    const shown = ['pcx-1', 'pcx-2', 'pcx-3'].map((id) => shownPeering({ id }));
    const at = setting({ records: [record({ vpg: { vpgId, made: false } })], peer: { peerings: shown } });
    const kept = { made: true, since: 1, routes: [], peerRegion: 'ap-northeast-1', ...peering };
    await at.ports.records.savePeering('plant', { ...kept, name: 'app', peeringId: 'pcx-1' });
    // A DNS host's, which the file does not name, is on record as well.
    await at.ports.records.savePeering('plant', { ...kept, name: 'dns-host', peeringId: 'pcx-3' });
    const others = ['pcx-2', 'pcx-3'].map((id) => ({ ...peering, id }));
    at.soracom.vpgs = [vpg({ createdTime: start, tags: {}, peerings: [peering, ...others], onlineSessions: 1 })];
    at.pass(0);
    await at.report({ at: isoOf(at.clock.now) });
    at.pass(1);
    await at.report();
    expect(shares(at)).toEqual({ plant: 20, unmanaged: 10 });
    expect(at.alerts()).toEqual([]);
  });
});

describe('The alerts of Report cost', () => {
  const budget = { monthly: 500 };

  test('a budget is told of once a month by forecast, and once when it is spent', async () => {
    const at = setting({ records: [record({ wish: wish({ budget }) })] });
    await at.ports.ledger.addLines(made);
    at.pass(1);
    await at.report();
    expect(at.alerts()).toEqual(['over-budget-by-forecast']);
    at.pass(60);
    await at.report();
    expect(at.alerts()).toEqual(['over-budget-by-forecast', 'over-budget']);
    expect(at.messages.map(({ text }) => text)).toEqual([
      'Network plant will have cost ¥1,100 at the end of 2026-11 if all stays as it is, more than the budget of ¥500; so far it is ¥10, and the VPG\'s own fee and the VPG\'s set-up fee come on top (price not known). Remove what is not needed ("canal down"), or raise the budget.',
      expect.stringContaining('Network plant cost ¥610 so far in 2026-11, more than the budget of ¥500'),
    ]);
    at.pass(24 * 4);
    await at.report();
    expect(at.alerts().slice(2)).toEqual(['over-budget-by-forecast']);
  });

  test('the budget of all networks counts what nobody owns as well', async () => {
    const at = setting({ records: [], costs: { monthlyBudget: 5 } });
    at.soracom.vpgs = [vpg({ tags: {}, peerings: [peering], createdTime: start })];
    await at.report({ at: '2026-11-26T10:05:00Z' });
    at.pass(2);
    await at.report();
    expect(at.alerts()).toEqual(['unmanaged-vpg', 'over-budget']);
    expect(at.metrics.at(-1)?.costs[0]?.values).toMatchObject({ UnmanagedPerHour: 10 });
  });

  test('a network that has failed, is half made, or has no record, and still bills', async () => {
    // Of what no run knows any more, no run can take anything away.
    const byRun = 'Start it again ("canal up"), or remove it ("canal down plant").';
    const bySweep = '"canal sweep" says what is left of it, and "canal sweep --remove" takes it away.';
    for (const [state, begun, words, mend] of [
      [
        'failed',
        0,
        "Network plant has failed, and still costs ¥10 and the VPG's own fee (price not known) per hour.",
        byRun,
      ],
      ['provisioning', -7, 'is half made: its run began at 2026-11-26T03:00:00.000Z', byRun],
      ['removed', 0, 'was removed, but something of it stands', bySweep],
      ['none', 0, 'has no record here', bySweep],
    ] as const) {
      const runs = [
        { run: 1, executionArn: 'arn', askedBy: 'me', startedAt: start + begun * hourMs, outcome: 'running' as const },
      ];
      const at = setting({ records: state === 'none' ? [] : [record({ state, runs })] });
      await at.ports.ledger.addLines(made);
      at.pass(1);
      await at.report();
      at.pass(1);
      await at.report();
      expect(at.alerts()).toEqual(['unfinished-network']);
      expect(at.messages[0]?.text).toContain(words);
      expect(at.messages[0]?.text).toContain(mend);
      at.pass(24);
      await at.report();
      expect(at.alerts()).toHaveLength(2);
    }
    const young = setting({ records: [record({ state: 'provisioning' })] });
    await young.ports.ledger.addLines(made);
    young.pass(2);
    await young.report();
    expect(young.alerts()).toEqual([]);
  });

  test('a peering that waits for acceptance, once a day', async () => {
    const at = setting({
      peer: {
        peerings: [
          shownPeering({ status: 'pending-acceptance' }),
          shownPeering({ id: 'pcx-other', status: 'pending-acceptance' }),
        ],
      },
    });
    await at.ports.ledger.addLines(made);
    for (let hours = 0; hours < 20; hours += 1) {
      at.pass(1);
      await at.report();
    }
    expect(at.alerts()).toEqual(['awaiting-acceptance', 'awaiting-acceptance']);
    expect(at.messages[0]).toEqual({
      subject: 'SORACOM Canal: a cost alert',
      text: 'Peering pcx-1 to vpc-0000000a waits for account 111111111111 to accept it, and is charged meanwhile. Accept it there, or remove it.',
    });
  });

  test('a peering that is dead at AWS, or not there any more, once a day; one that was just made may not be there yet', async () => {
    const told = async (peerings: ReturnType<typeof shownPeering>[], minutes: number) => {
      const at = setting({ peer: { peerings } });
      await at.ports.ledger.addLines(made.map((line) => ({ ...line, at: start + (60 - minutes) * 60_000 })));
      at.pass(1);
      await at.report();
      at.pass(1 / 12);
      await at.report();
      return at.messages.map(({ text }) => text);
    };
    const message = (end: string) =>
      `Peering pcx-1 to vpc-0000000a of account 111111111111 ${end}. It carries nothing, and SORACOM charges for it until it is deleted there. Start network plant again ("canal up"), which makes another one, or remove it ("canal down plant").`;
    expect(await told([shownPeering({ status: 'rejected' })], 1)).toEqual([message('is rejected at AWS')]);
    expect(await told([shownPeering({ status: 'provisioning' })], 60)).toEqual([]);
    expect(await told([], 9)).toEqual([]);
    expect(await told([], 10)).toEqual([message('is not at AWS any more')]);
  });

  test('an account that does not let us look is noted, and hinders nothing', async () => {
    const at = setting();
    at.soracom.vpgs = [vpg({ peerings: [{ ...peering, peerOwnerId: '333333333333' }] })];
    at.pass(1);
    await at.report();
    expect([...at.held.reports.values()][0]?.unread).toEqual([
      '333333333333/ap-northeast-1: The AWS account 333333333333 is not registered.',
    ]);
  });

  test('a VPG without sessions for seven days; one whose sessions are not told is not idle', async () => {
    const at = setting();
    at.soracom.vpgs = [vpg({ onlineSessions: 0 }), vpg({ vpgId: 'other' })];
    for (const hours of [1, 24 * 7 - 1]) {
      at.pass(hours);
      await at.report();
    }
    expect(at.alerts()).toEqual([]);
    at.pass(2);
    await at.report();
    expect(at.alerts()).toEqual(['idle-vpg']);
    at.soracom.vpgs = [vpg({ onlineSessions: 1 }), vpg({ vpgId: 'other' })];
    at.pass(1);
    await at.report();
    at.soracom.vpgs = [vpg({ onlineSessions: 0 }), vpg({ vpgId: 'other' })];
    at.pass(24 * 31);
    await at.report();
    await at.report();
    at.pass(24 * 6);
    await at.report();
    expect(at.alerts()).toEqual(['idle-vpg']);
  });

  test('a VPG of nobody is told of, one that a network has adopted or another installation has made is not', async () => {
    const at = setting({ records: [record({ vpg: { vpgId: 'adopted', made: false } })] });
    at.soracom.vpgs = [
      vpg({ vpgId: 'adopted', tags: {} }),
      vpg({ vpgId: 'foreign', tags: { 'canal:network': 'plant', 'canal:stack': 'another/one/prod' } }),
      vpg({ vpgId: 'lost', tags: { name: 'by hand' } }),
    ];
    at.pass(1);
    await at.report();
    expect(at.messages.map(({ text }) => text)).toEqual([
      'VPG lost belongs to no network, and is charged. Terminate it if nobody needs it.',
    ]);
  });

  test('that could not be told are told by the next run', async () => {
    const at = setting({ records: [record({ state: 'failed' })] });
    await at.ports.ledger.addLines(made);
    at.pass(1);
    const { tell } = at.ports.people;
    at.ports.people.tell = () => Promise.reject(new CanalError('StoreUnavailable', 'SNS is away'));
    expect((await faultOf(at.report())).name).toBe('StoreUnavailable');
    at.ports.people.tell = tell;
    await at.report();
    await at.report();
    expect(at.messages).toHaveLength(1);
  });

  test('metrics are of fifty networks at most, the others stand together', async () => {
    const at = setting({ records: [] });
    await at.ports.ledger.addLines(
      Array.from(
        { length: 120 },
        (_, index) => ({ ...made[1], id: `pcx-${index}`, network: `n${index}` }) as (typeof made)[number],
      ),
    );
    at.soracom.vpgs = [vpg({ tags: {}, peerings: [] })];
    at.pass(0.9);
    at.clock.now = start + hourMs;
    at.held.lines.forEach((line) => {
      at.soracom.vpgs[0] = vpg({
        tags: {},
        peerings: [...(at.soracom.vpgs[0]?.peerings ?? []), { ...peering, id: line.id }],
      });
    });
    await at.report();
    const [{ costs = [] } = {}] = at.metrics;
    expect(costs).toHaveLength(52);
    expect(costs.at(-1)).toMatchObject({ network: '(others)', values: { CostPerHour: 700 } });
    const [told] = at.events;
    expect(told).toMatchObject({ detail: { networksLeftOut: 20 } });
  });
});
