import { describe, expect, test } from 'vitest';
import { CanalError } from '../../src/canal/errors.ts';
import { type NetworkRecord, type PeeringRecord, reserve } from '../../src/canal/record.ts';
import { FindRemains, findRemains } from '../../src/steps/find-remains.ts';
import type { Vpg } from '../../src/steps/ports.ts';
import { faultOf, otherVpgId, shownPeering, table, vpg, vpgId } from '../support/ports.ts';
import { known, leavingItem, removalSetting, standing } from '../support/removal.ts';
import { wish } from '../support/wish.ts';

const by = { executionArn: () => 'arn', askedBy: 'me', now: 0, kind: 'remove' as const };
const record = (changes: Partial<NetworkRecord> = {}): NetworkRecord => ({
  ...reserve(undefined, wish(), by),
  version: 1,
  ...changes,
});

function setting(vpgs: Vpg[], given: { record?: NetworkRecord; peerings?: PeeringRecord[] } = {}) {
  const held = table(given.record ?? record());
  held.groups.set('plant/g1', { groupId: 'g1', prior: {}, changes: [] });
  const { ports, ...rest } = removalSetting({ soracom: { vpgs }, table: held, peerings: given.peerings ?? [] });
  return { ...rest, run: (force = false) => findRemains({ network: wish(), force }, ports) };
}

const told = { groups: ['g1'], leaves: vpgId, warnings: [] };

describe('Find remains', () => {
  test("takes the contract's example", () => {
    expect(FindRemains.input.parse(FindRemains.example)).toMatchObject({ force: false });
  });

  test('finds the VPG by its tags and the peerings by the record, and changes nothing', async () => {
    const { run, to } = setting([vpg({ peerings: [standing()] })], { peerings: [known()] });
    expect(await run()).toEqual({ status: 'standing', vpgId, peerings: [leavingItem().peering], ...told });
    expect(to.effects()).toEqual([]);
  });

  test('finds a VPG that is not listed yet by its id on record', async () => {
    const { ports } = removalSetting({
      soracom: { vpgs: [vpg()] },
      table: table(record({ vpg: { vpgId, made: true } })),
    });
    const soracom = { ...ports.soracom, vpgsTagged: async () => [] };
    const found = await findRemains({ network: wish(), force: false }, { ...ports, soracom });
    expect(found).toMatchObject({ status: 'standing', vpgId });
  });

  test('says of a peering whose VPG has gone before anybody heard of it that only the bill tells what it cost', async () => {
    const { peeringId: _, ...unheard } = known({ askedAt: 1_000 });
    const vpgOf = { vpg: { vpgId, made: true } };
    const { run } = setting([], { record: record(vpgOf), peerings: [unheard] });
    const { status, warnings } = await run();
    expect([status, warnings]).toEqual([
      'standing',
      [
        {
          field: 'peering app',
          message: expect.stringMatching(/^SORACOM was asked for it at 1970-01-01T00:00:01.000Z/),
        },
      ],
    ]);
    // One that is not in the list of a VPG that stands was never made.
    const still = setting([vpg()], { record: record(vpgOf), peerings: [unheard] });
    expect((await still.run()).warnings).toEqual([]);
  });

  test('of several with our tags, takes the oldest first', async () => {
    const { run } = setting([vpg({ createdTime: 2000 }), vpg({ vpgId: otherVpgId, createdTime: 1000 })]);
    expect(await run()).toMatchObject({ status: 'standing', vpgId: otherVpgId });
  });

  test.each([
    ['is another network’s', { tags: { 'canal:network': 'other', 'canal:stack': vpg().tags['canal:stack'] ?? '' } }],
    ['is another installation’s', { tags: { 'canal:network': 'plant', 'canal:stack': 'elsewhere' } }],
    ['is on its way out', { status: 'terminating' }],
    ['is gone', { status: 'terminated' }],
  ])('nothing is left where a VPG %s', async (_, changes) => {
    const { run } = setting([vpg(changes)]);
    expect(await run()).toMatchObject({ status: 'nothing', peerings: [] });
  });

  test('an adopted VPG stays: its peerings of ours go, and its groups leave it', async () => {
    const { run } = setting([vpg({ tags: {}, peerings: [standing()] })], {
      record: record({ vpg: { vpgId, made: false } }),
      peerings: [known()],
    });
    const found = await run();
    expect(found).toEqual({ status: 'standing', peerings: [leavingItem().peering], ...told });
    expect(found).not.toHaveProperty('vpgId');
  });

  test('a peering whose answer was lost is found at the VPG; one that was found is left', async () => {
    const { peeringId: _, ...asked } = known();
    const lost = await setting([vpg({ peerings: [standing({ id: 'pcx-7' })] })], { peerings: [asked] }).run();
    expect(lost.peerings[0]).toMatchObject({ peeringId: 'pcx-7', remove: true });
    const found = await setting([vpg({ peerings: [standing()] })], { peerings: [known({ made: false })] }).run();
    expect(found.peerings[0]).toMatchObject({ peeringId: 'pcx-1', remove: false });
  });

  test('stops at what others have on a VPG of ours; with force it tells it', async () => {
    const { run, world, to } = setting(
      [vpg({ peerings: [standing(), standing({ id: 'pcx-9', peerVpcId: 'vpc-9' })] })],
      {
        peerings: [known()],
      },
    );
    world.groups.set('g1', { useVpg: true, vpgId });
    world.groups.set('g9', { useVpg: true, vpgId });
    const { name, message } = await faultOf(run());
    expect(name).toBe('VpgInUse');
    expect(message).toContain('group g9 is set to use it');
    expect(message).toContain('peering pcx-9 to vpc-9');
    expect(message).not.toMatch(/g1 |pcx-1 /);
    expect((await run(true)).warnings).toHaveLength(2);
    expect(to.effects()).toEqual([]);
  });

  test('others on an adopted VPG stop nothing', async () => {
    const { run, world } = setting([vpg({ tags: {} })], { record: record({ vpg: { vpgId, made: false } }) });
    world.groups.set('g9', { useVpg: true, vpgId });
    expect((await run()).status).toBe('nothing');
  });

  test('is doubtful while something that was asked for may still turn up, and not for ever', async () => {
    const asked = setting([], { record: record({ vpgAskedAt: 1_000_000 }) });
    expect((await asked.run()).status).toBe('doubtful');
    asked.clock.now += 240_000;
    expect((await asked.run()).status).toBe('nothing');
    const { peeringId: _, ...unseen } = known({ askedAt: 1_000_000 });
    const peering = setting([], { peerings: [unseen] });
    expect((await peering.run()).status).toBe('doubtful');
    peering.clock.now += 60_000;
    // It is told once more, so that the record forgets it.
    expect(await peering.run()).toMatchObject({ status: 'standing', peerings: [{ name: 'app' }] });
  });

  describe('where SORACOM has nothing any more', () => {
    const tags = vpg().tags;
    const shown = (changes: object) => shownPeering({ tags, ...changes });

    test('looks at the other side, too, and tells what EC2 still shows with the tags of the network', async () => {
      const { run, ec2, to } = setting([]);
      ec2.peerings = [
        shown({ id: 'pcx-5' }),
        shown({ id: 'pcx-6', status: 'deleted' }),
        shown({ id: 'pcx-7', tags: { ...tags, 'canal:network': 'other' } }),
        shown({ id: 'pcx-8', tags: { ...tags, 'canal:stack': 'elsewhere' } }),
        shown({ id: 'pcx-9', tags: {} }),
      ];
      const { status, warnings } = await run();
      expect([status, warnings]).toEqual([
        'nothing',
        [
          {
            field: 'peering app',
            message: `EC2 still shows pcx-5 to vpc-0000000a of account 111111111111 (active) with this network's tags, although SORACOM has none of it: delete it there.`,
          },
        ],
      ]);
      expect(to.effects()).toEqual([]);
    });

    test('of an adopted VPG, what SORACOM still has there stays', async () => {
      const { run, ec2 } = setting([vpg({ tags: {}, peerings: [standing({ id: 'pcx-5' })] })], {
        record: record({ vpg: { vpgId, made: false } }),
      });
      ec2.peerings = [shown({ id: 'pcx-5' })];
      expect(await run()).toMatchObject({ status: 'nothing', warnings: [] });
    });

    test('an account that lets us in no more is told; what may pass is thrown', async () => {
      const { run, to } = setting([]);
      to.refuse('accounts.open', new CanalError('Ec2Denied', 'The role does not trust us.'));
      expect((await run()).warnings).toEqual([
        {
          field: 'peering app',
          message:
            'whether EC2 shows anything of it in account 111111111111 was not looked at: The role does not trust us.',
        },
      ]);
      to.refuse('accounts.open', new CanalError('Ec2Unavailable', 'no answer'));
      expect((await faultOf(run())).name).toBe('Ec2Unavailable');
    });
  });
});
