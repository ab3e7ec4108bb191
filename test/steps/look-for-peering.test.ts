import { describe, expect, test } from 'vitest';
import { CanalError } from '../../src/canal/errors.ts';
import { lookForPeering } from '../../src/steps/look-for-peering.ts';
import type { PeerPeering } from '../../src/steps/ports.ts';
import { faultOf, shownPeering, vpg } from '../support/ports.ts';
import { leavingItem, removalSetting, standing } from '../support/removal.ts';

/** Whether SORACOM lists the peering, and how EC2 shows it. */
function setting(listed: boolean, shown: Partial<PeerPeering> | undefined) {
  const { ports, ...rest } = removalSetting({
    soracom: { vpgs: [vpg({ peerings: listed ? [standing()] : [] })] },
    ec2: { peerings: shown ? [shownPeering(shown)] : [] },
  });
  const run = (changes: Parameters<typeof leavingItem>[0] = {}, force = false) =>
    lookForPeering(leavingItem(changes, force), ports);
  return { ...rest, run };
}

describe('Look for peering', () => {
  test.each([
    ['SORACOM lists it still', true, { status: 'deleted' }],
    ['EC2 shows it active still', false, { status: 'active' }],
    ['EC2 shows it waiting still', false, { status: 'pending-acceptance' }],
    ['EC2 shows it on its way out', false, { status: 'deleting' }],
  ])('is going while %s, and stays on record', async (_, listed, shown) => {
    const { run, to } = setting(listed, shown);
    expect(await run()).toEqual({ status: 'going', warnings: [] });
    expect(to.effects()).toEqual([]);
  });

  test.each([
    ['deleted', { status: 'deleted' }],
    ['expired', { status: 'expired' }],
    ['no more', undefined],
  ])('is gone once EC2 shows it %s as well, and the record forgets it', async (_, shown) => {
    const { run, held } = setting(false, shown);
    expect(await run()).toEqual({ status: 'gone', warnings: [] });
    expect(held.peerings.size).toBe(0);
  });

  test('one that was found stays where it is, and is forgotten; in a run that is undone, it is kept on record', async () => {
    const found = setting(true, { status: 'active' });
    expect((await found.run({ remove: false })).status).toBe('gone');
    expect(found.held.peerings.size).toBe(0);
    const undone = setting(true, { status: 'active' });
    expect((await undone.run({ remove: false, run: 2 })).status).toBe('gone');
    expect(undone.held.peerings.size).toBe(1);
  });

  test('an account that lets us in no more stops it; with force that is told, and it counts as gone', async () => {
    const { run, to, held } = setting(false, { status: 'active' });
    to.refuse('accounts.open', new CanalError('Ec2Denied', 'The role does not trust us.'));
    expect((await faultOf(run())).name).toBe('Ec2Denied');
    expect(held.peerings.size).toBe(1);
    to.refuse('accounts.open', new CanalError('Ec2Denied', 'The role does not trust us.'));
    const { status, warnings } = await run({}, true);
    expect([status, warnings[0]?.message]).toEqual([
      'gone',
      'SORACOM has deleted pcx-1; whether EC2 shows it gone is not known: The role does not trust us.',
    ]);
    to.refuse('accounts.open', new CanalError('Ec2Unavailable', 'no answer'));
    expect((await faultOf(run({}, true))).name).toBe('Ec2Unavailable');
  });
});
