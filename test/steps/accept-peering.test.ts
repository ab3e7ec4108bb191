import { describe, expect, test } from 'vitest';
import { CanalError } from '../../src/canal/errors.ts';
import { AcceptPeering, acceptPeering } from '../../src/steps/accept-peering.ts';
import type { Installation, PeerPeering } from '../../src/steps/ports.ts';
import { item } from '../support/items.ts';
import { ec2World, faultOf, installation, peerAccountsPort, shownPeering, wire } from '../support/ports.ts';

const lost = new CanalError('Ec2Unavailable', 'no answer');

function setting(shown: PeerPeering[], settings: Partial<Installation> = {}) {
  const to = wire();
  const world = ec2World({ peerings: shown });
  const ports = {
    peerAccounts: peerAccountsPort({ '111111111111/ap-northeast-1': world }, to),
    installation: installation(settings),
  };
  const run = () => acceptPeering({ ...item(), peeringId: 'pcx-1' }, ports);
  return { to, world, run };
}

const pending = shownPeering({ status: 'pending-acceptance' });
const tags = { 'canal:network': 'plant', 'canal:stack': installation().stack, Name: 'canal-plant-app' };

describe('Accept peering', () => {
  test("takes the contract's example", () => {
    expect(AcceptPeering.input.parse(AcceptPeering.example)).toMatchObject(AcceptPeering.example);
  });

  test('accepts a peering that waits, then tags it in its account', async () => {
    const { run, to, world } = setting([pending]);
    expect(await run()).toEqual({ status: 'accepted' });
    expect(to.effects()).toEqual(['ec2.acceptPeering', 'ec2.tag']);
    expect(world.peerings[0]?.status).toBe('provisioning');
    expect(world.tags.get('pcx-1')).toEqual(tags);
  });

  test('a second run accepts nothing again', async () => {
    const { run, to } = setting([pending]);
    await run();
    expect(await run()).toEqual({ status: 'already accepted' });
    expect(to.effects().filter((call) => call === 'ec2.acceptPeering')).toHaveLength(1);
  });

  test.each(['ec2.acceptPeering', 'ec2.tag'])('after a lost answer of %s it ends accepted and tagged', async (call) => {
    const { run, to, world } = setting([pending]);
    to.lose(call, lost);
    await expect(run()).rejects.toBe(lost);
    expect(await run()).toEqual({ status: 'already accepted' });
    expect(world.tags.get('pcx-1')).toEqual(tags);
    expect(to.effects().filter((each) => each === 'ec2.acceptPeering')).toHaveLength(1);
  });

  test('tags are added by the next try when the first was refused', async () => {
    const { run, to, world } = setting([pending]);
    to.refuse('ec2.tag', lost);
    await expect(run()).rejects.toBe(lost);
    expect(world.tags.size).toBe(0);
    expect(await run()).toEqual({ status: 'already accepted' });
    expect(world.tags.get('pcx-1')).toEqual(tags);
  });

  test.each(['provisioning', 'active'])(
    'one that EC2 still showed as pending but is %s counts as done',
    async (status) => {
      const { run, world, to } = setting([pending]);
      to.refuse('ec2.acceptPeering', lost);
      await expect(run()).rejects.toBe(lost);
      world.peerings = [shownPeering({ status })];
      expect(await run()).toEqual({ status: 'already accepted' });
      expect(world.tags.get('pcx-1')).toEqual(tags);
    },
  );

  test.each([
    ['provisioning', 'already accepted'],
    ['failed', 'not waiting'],
  ])('InvalidStateTransition is asked about again: %s', async (status, outcome) => {
    const { run, world, to } = setting([pending]);
    // Between the look and the accept, the peering goes on.
    const looks = [pending, shownPeering({ status })];
    Object.defineProperty(world, 'peerings', { get: () => [looks.length > 1 ? looks.shift() : looks[0]] });
    expect(await run()).toEqual({ status: outcome });
    expect(to.calls.filter((call) => call === 'ec2.peering')).toHaveLength(2);
    expect(world.tags.has('pcx-1')).toBe(outcome === 'already accepted');
  });

  test.each(['deleted', 'rejected', 'expired', 'failed', 'initiating-request', 'deleting'])(
    'one that is %s is neither accepted nor tagged: the next look judges it',
    async (status) => {
      const { run, to } = setting([shownPeering({ status })]);
      expect(await run()).toEqual({ status: 'not waiting' });
      expect(to.effects()).toEqual([]);
    },
  );

  test('one that EC2 does not show is left to the next look', async () => {
    const { run, to } = setting([]);
    expect(await run()).toEqual({ status: 'not waiting' });
    expect(to.effects()).toEqual([]);
  });

  describe('accepts only what was asked for', () => {
    test('never for another VPC', async () => {
      const { run, to } = setting([{ ...pending, accepterVpcId: 'vpc-0000000f' }]);
      const fault = await faultOf(run());
      expect(fault.name).toBe('PeeringRefused');
      expect(fault.message).toContain('from account 999999999999 to vpc-0000000f');
      expect(to.effects()).toEqual([]);
    });

    test("never from an account other than SORACOM's, when that is known", async () => {
      const { run, to } = setting([pending], { soracomAccountId: '888888888888' });
      expect((await faultOf(run())).name).toBe('PeeringRefused');
      expect(to.effects()).toEqual([]);
    });

    test("from SORACOM's account, when that is known", async () => {
      const { run } = setting([pending], { soracomAccountId: '999999999999' });
      expect(await run()).toEqual({ status: 'accepted' });
    });

    test.each([
      [shownPeering({ accepterVpcId: 'vpc-0000000f' }), {}],
      [shownPeering(), { soracomAccountId: '888888888888' }],
    ])('one that lives already but is not meant is not tagged', async (shown, settings) => {
      const { run, to } = setting([shown], settings);
      expect(await run()).toEqual({ status: 'not waiting' });
      expect(to.effects()).toEqual([]);
    });

    test('no other peering of the VPC is touched', async () => {
      const { run, world } = setting([{ ...pending, id: 'pcx-phisher' }, pending]);
      await run();
      expect(world.peerings[0]?.status).toBe('pending-acceptance');
      expect([...world.tags.keys()]).toEqual(['pcx-1']);
    });
  });
});
