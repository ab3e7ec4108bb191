import { describe, expect, test } from 'vitest';
import { CanalError } from '../../src/canal/errors.ts';
import { deletePeering } from '../../src/steps/delete-peering.ts';
import { faultOf } from '../support/ports.ts';
import { leavingItem, removalSetting } from '../support/removal.ts';

describe('Delete peering', () => {
  test('deletes one that we have made, and does it again at no harm after a lost answer', async () => {
    const { world, to, ports } = removalSetting();
    to.lose('soracom.deletePeering', new CanalError('SoracomUnavailable', 'no answer'));
    expect((await faultOf(deletePeering(leavingItem(), ports))).name).toBe('SoracomUnavailable');
    expect(await deletePeering(leavingItem(), ports)).toEqual({ status: 'asked' });
    expect(world.vpgs[0]?.peerings).toEqual([]);
  });

  test('keeps one that was found, and has nothing to do for one that was never seen', async () => {
    const { to, ports } = removalSetting();
    expect(await deletePeering(leavingItem({ remove: false }), ports)).toEqual({ status: 'kept' });
    const { peeringId: _, ...unseen } = leavingItem().peering;
    expect(await deletePeering({ ...leavingItem(), peering: unseen }, ports)).toEqual({ status: 'kept' });
    expect(to.effects()).toEqual([]);
  });
});
