import { describe, expect, test } from 'vitest';
import { CanalError } from '../../src/canal/errors.ts';
import type { Vpg } from '../../src/steps/ports.ts';
import { TerminateVpg, terminateVpg } from '../../src/steps/terminate-vpg.ts';
import { faultOf, vpg, vpgId } from '../support/ports.ts';
import { removalSetting, standing } from '../support/removal.ts';

function setting(changes: Partial<Vpg> = {}) {
  const { ports, ...rest } = removalSetting({ soracom: { vpgs: [vpg(changes)] } });
  const run = (force = false) => terminateVpg({ network: 'plant', vpgId, force }, ports);
  return { ...rest, run };
}

describe('Terminate VPG', () => {
  test("takes the contract's example", () => {
    expect(TerminateVpg.input.parse(TerminateVpg.example)).toEqual(TerminateVpg.example);
  });

  test.each(['running', 'failed', 'a word of later'])('terminates one of ours that is %s', async (status) => {
    const { run, world } = setting({ status });
    expect(await run()).toEqual({ status: 'asked', warnings: [] });
    expect(world.vpgs[0]?.status).toBe('terminating');
  });

  test.each([
    ['no tags', {}],
    ['the tags of another network', { 'canal:network': 'other', 'canal:stack': vpg().tags['canal:stack'] ?? '' }],
    ['the tags of another installation', { 'canal:network': 'plant', 'canal:stack': 'elsewhere' }],
  ])('keeps one with %s, whatever is asked', async (_, tags) => {
    const { run, to } = setting({ tags });
    expect((await run(true)).status).toBe('kept');
    expect(to.effects()).toEqual([]);
  });

  test('waits for one that is being created, and has nothing to do where none stands', async () => {
    const creating = setting({ status: 'creating' });
    expect((await creating.run()).status).toBe('creating');
    for (const gone of [
      setting({ status: 'terminating' }),
      setting({ status: 'terminated' }),
      setting({ vpgId: 'x' }),
    ]) {
      expect((await gone.run()).status).toBe('asked');
      expect(gone.to.effects()).toEqual([]);
    }
  });

  test('looks for others at the last moment: with any, it stops, and with force it says what breaks', async () => {
    const { run, world, to } = setting({ peerings: [standing({ id: 'pcx-9', peerVpcId: 'vpc-9' })] });
    world.groups.set('g9', { useVpg: true, vpgId });
    const fault = await faultOf(run());
    expect(fault.name).toBe('VpgInUse');
    expect(fault.message).toMatch(/group g9 is set to use it.*; peering pcx-9 to vpc-9 of account 111111111111/);
    expect(to.effects()).toEqual([]);
    const { status, warnings } = await run(true);
    expect([status, warnings.map(({ message }) => message)]).toEqual([
      'asked',
      [
        `VPG ${vpgId} was removed with force: group g9 is set to use it, and its SIMs lose their way to the VPCs.`,
        `VPG ${vpgId} was removed with force: peering pcx-9 to vpc-9 of account 111111111111, which this network did not make, goes with it.`,
      ],
    ]);
  });

  test('asked again after a lost answer, it terminates nothing twice', async () => {
    const { run, to } = setting();
    to.lose('soracom.terminateVpg', new CanalError('SoracomUnavailable', 'no answer'));
    expect((await faultOf(run())).name).toBe('SoracomUnavailable');
    expect((await run()).status).toBe('asked');
    expect(to.effects()).toEqual(['soracom.terminateVpg']);
  });
});
