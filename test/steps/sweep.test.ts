import { describe, expect, test } from 'vitest';
import { CanalError } from '../../src/canal/errors.ts';
import type { NetworkRecord } from '../../src/canal/record.ts';
import type { Vpg } from '../../src/steps/ports.ts';
import { Sweep, sweep } from '../../src/steps/sweep.ts';
import { sweepPart } from '../../src/steps/sweep-checks.ts';
import { faultOf, installation, vpg } from '../support/ports.ts';
import { day, endedNetwork, roundSetting } from '../support/rounds.ts';

const arn = (name: string) =>
  `arn:aws:states:ap-northeast-1:111111111111:execution:canal-dev-provision-network:${name}-1`;
const failed = (name: string) => endedNetwork(name, arn(name), { outcome: 'failed', error: 'VpgTooSlow', now: 1 });

function setting(
  networks: readonly NetworkRecord[],
  { vpgs = [vpg()], msPerRead = 0, removes = false }: { vpgs?: Vpg[]; msPerRead?: number; removes?: boolean } = {},
) {
  const round = roundSetting({ networks, soracom: { vpgs }, msPerRead, sweepRemoves: removes });
  return { ...round, run: () => sweep({}, round.ports) };
}
const numbered = (count: number) => Array.from({ length: count }, (_, n) => failed(`n${String(n).padStart(3, '0')}`));
const own = vpg({ tags: { 'canal:network': 'n000', 'canal:stack': installation().stack } });
const orphan = vpg({ vpgId: '00000000-0000-4000-8000-00000000000a', tags: { 'canal:stack': installation().stack } });

/** A network that the same account's production has run. */
const foreign: NetworkRecord = {
  ...failed('a'),
  runs: failed('a').runs.map((run) => ({ ...run, executionArn: arn('a').replace('canal-dev', 'canal-prod') })),
};

describe('Sweep', () => {
  test("takes the contract's example", () => {
    expect(Sweep.input.parse(Sweep.example)).toEqual({});
  });

  test('sweeps once a day, tells what it found, and rests in between', async () => {
    const { run, to, clock, published } = setting(numbered(2), { vpgs: [orphan] });
    expect(await run()).toEqual({ status: 'whole', findings: 3 });
    expect(to.calls.filter((call) => call === 'prices.pricing')).toHaveLength(1);
    expect(published).toMatchObject([
      { type: 'Sweep Reported', detail: { stack: installation().stack, whole: true, more: 0 } },
    ]);
    expect(await run()).toEqual({ status: 'resting', findings: 0 });
    clock.now += day;
    expect(await run()).toEqual({ status: 'whole', findings: 3 });
  });

  test('goes on where the time of the call before was over, and looks at the VPGs once', async () => {
    const { run, to, published } = setting(numbered(50), { msPerRead: 9_000, vpgs: [orphan] });
    const calls = [await run(), await run(), await run()];
    expect(calls.map(({ status }) => status)).toEqual(['part', 'part', 'whole']);
    expect(calls.reduce((sum, { findings }) => sum + findings, 0)).toBe(51);
    expect(to.calls.filter((call) => call === 'soracom.vpgsTagged')).toHaveLength(1);
    expect(published.map(({ detail }) => 'whole' in detail && detail.whole)).toEqual([false, false, true]);
  });

  test('removes nothing by default, and by setting only what no network has', async () => {
    const careful = setting(numbered(1), { vpgs: [own, orphan] });
    await careful.run();
    expect(careful.to.effects().filter((call) => call.startsWith('soracom.'))).toEqual([]);
    const removing = setting(numbered(1), { vpgs: [own, orphan], removes: true });
    await removing.run();
    expect(removing.to.effects().filter((call) => call.startsWith('soracom.'))).toEqual(['soracom.terminateVpg']);
  });

  test('tells what SORACOM does not let it remove, and goes on', async () => {
    const { run, to, published } = setting(numbered(1), { vpgs: [orphan, own], removes: true });
    to.refuse('soracom.terminateVpg', new CanalError('SoracomRejected', 'It is being created.'));
    expect(await run()).toEqual({ status: 'whole', findings: 2 });
    const findings = [
      { id: orphan.vpgId, removed: false, mend: expect.stringContaining('It is being created.') },
      { kind: 'failed-network' },
    ];
    expect(published).toMatchObject([{ detail: { findings } }]);
  });

  test('leaves what a run has taken between the look and the removal', async () => {
    const lost = vpg({ vpgId: orphan.vpgId, tags: { 'canal:network': 'lost', 'canal:stack': installation().stack } });
    const { ports, to } = setting(numbered(1), { vpgs: [own, lost] });
    let looks = 0;
    const records = {
      ...ports.records,
      network: async (name: string) => {
        looks += name === 'lost' ? 1 : 0;
        return looks > 1 ? { ...failed('lost'), state: 'provisioning' as const } : ports.records.network(name);
      },
    };
    const request = { after: undefined, remove: true, patienceMs: 1000 };
    const { findings } = await sweepPart(request, { ...ports, records });
    expect(findings[0]).toMatchObject({ id: lost.vpgId, removed: false });
    expect(to.effects().filter((call) => call.startsWith('soracom.'))).toEqual([]);
  });

  test.each<[string, NetworkRecord[]]>([
    ['an empty table', []],
    ['the table of another installation', [foreign]],
  ])('refuses %s before it asks anybody', async (_, records) => {
    const { ports, to } = setting(records, { vpgs: [orphan] });
    const fault = await faultOf(sweepPart({ after: undefined, remove: true, patienceMs: 1000 }, ports));
    expect(fault.name).toBe('SweepRefused');
    expect(to.calls.filter((call) => call.startsWith('soracom.'))).toEqual([]);
    const next = await faultOf(sweepPart({ after: 'z', remove: true, patienceMs: 1000 }, ports));
    expect(next.name, 'a cursor is no way around it').toBe('SweepRefused');
  });

  test('stops at a network of another installation in a table that begins with its own', async () => {
    const alien = { ...foreign, name: 'z' };
    const { ports, to } = setting([...numbered(1), alien], { vpgs: [own] });
    to.calls.length = 0;
    const fault = await faultOf(sweepPart({ after: 'n000', remove: true, patienceMs: 1000 }, ports));
    expect([fault.name, fault.message]).toEqual(['SweepRefused', expect.stringContaining('network "z"')]);
    expect(to.calls).not.toContain('accounts.open');
  });
});
