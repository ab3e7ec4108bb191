import { describe, expect, test } from 'vitest';
import { type NetworkRecord, type PeeringRecord, reserve } from '../../src/canal/record.ts';
import { FindCreated, findCreated } from '../../src/steps/find-created.ts';
import type { DnsHosts, Vpg } from '../../src/steps/ports.ts';
import { table, vpg, vpgId } from '../support/ports.ts';
import { known, leavingItem, removalSetting, standing } from '../support/removal.ts';
import { wish } from '../support/wish.ts';

const by = { executionArn: () => 'arn', askedBy: 'me', now: 500_000 };
/** The record of run 1, which has begun half a second before the world's moment. */
const record = (changes: Partial<NetworkRecord> = {}): NetworkRecord => ({
  ...reserve(undefined, wish(), by),
  version: 1,
  ...changes,
});
const made = { vpgId, made: true, run: 1 };
const dnsHosts = {} as DnsHosts;

function setting(vpgs: Vpg[], given: { record?: NetworkRecord; peerings?: PeeringRecord[] } = {}) {
  const { ports, ...rest } = removalSetting({
    soracom: { vpgs },
    table: table(given.record ?? record()),
    peerings: given.peerings ?? [],
  });
  return { ...rest, run: (run = 1) => findCreated({ network: wish(), run }, { ...ports, dnsHosts }) };
}

describe('Find created', () => {
  test("takes the contract's example", () => {
    expect(FindCreated.input.parse(FindCreated.example)).toMatchObject({ run: 1 });
  });

  test('names VPG, peerings and groups that carry the mark of the run, in reverse, and changes nothing', async () => {
    const { run, to, held } = setting([vpg({ peerings: [standing()] })], {
      record: record({ vpg: made }),
      peerings: [known({ run: 1 })],
    });
    held.groups.set('plant/g1', { groupId: 'g1', prior: {}, changes: [{ run: 1, before: {}, set: {} }] });
    expect(await run()).toEqual({
      status: 'known',
      vpgId,
      vpgMade: true,
      peerings: [{ ...leavingItem().peering, run: 1 }],
      groups: ['g1'],
      names: false,
      place: false,
      things: ['group g1 has what it had before this run', 'peering app was deleted', `VPG ${vpgId} was terminated`],
    });
    expect(to.effects()).toEqual([]);
  });

  test('leaves what an earlier run has made: VPG, peering and group', async () => {
    const { run, held } = setting([vpg({ peerings: [standing()] })], {
      record: record({ vpg: { ...made, run: 1 } }),
      peerings: [known({ run: 1 })],
    });
    held.groups.set('plant/g1', { groupId: 'g1', prior: {}, changes: [{ run: 1, before: {}, set: {} }] });
    expect(await run(2)).toMatchObject({ vpgId, vpgMade: false, peerings: [], groups: [], things: [] });
  });

  test('of a peering that stood, only the routes of this run go', async () => {
    const route = { routeTableId: 'rtb-1', destinationCidrBlock: '100.67.0.0/24', made: true, run: 2 };
    const { run } = setting([vpg()], { record: record({ vpg: made }), peerings: [known({ run: 1, routes: [route] })] });
    const found = await run(2);
    expect(found.peerings).toMatchObject([{ name: 'app', remove: false, run: 2 }]);
    expect(found.things).toEqual(['routes of peering app were deleted']);
  });

  test.each([
    ['adopted', vpg({ tags: {} })],
    ['another installation’s', vpg({ tags: { 'canal:network': 'plant', 'canal:stack': 'elsewhere' } })],
  ])('never takes a VPG that is %s for its own', async (_, one) => {
    expect(await setting([one], { record: record({ vpg: made }) }).run()).toMatchObject({ vpgMade: false });
  });

  test('finds by its tags the VPG of which nobody answered, if it was asked for in this run', async () => {
    const asked = record({ vpgAskedAt: 600_000 });
    expect(await setting([vpg()], { record: asked }).run()).toMatchObject({ vpgId, vpgMade: true });
    const before = record({ vpgAskedAt: 400_000 });
    expect(await setting([vpg()], { record: before }).run()).toMatchObject({ vpgId, vpgMade: false });
  });

  test('is doubtful while a VPG or a peering that was asked for may still turn up', async () => {
    const asked = setting([], { record: record({ vpgAskedAt: 900_000 }) });
    expect((await asked.run()).status).toBe('doubtful');
    asked.clock.now += 240_000;
    expect((await asked.run()).status).toBe('known');
    const { peeringId: _, ...unseen } = known({ run: 1, askedAt: 990_000 });
    const peering = setting([vpg()], { record: record({ vpg: made }), peerings: [unseen] });
    expect((await peering.run()).status).toBe('doubtful');
    peering.clock.now += 60_000;
    expect((await peering.run()).status).toBe('known');
  });
});
