import { describe, expect, test } from 'vitest';
import { CanalError } from '../../src/canal/errors.ts';
import { billedThings } from '../../src/canal/ledger.ts';
import type { PeeringRecord } from '../../src/canal/record.ts';
import { CreatePeering, createPeering } from '../../src/steps/create-peering.ts';
import type { PeerPeering, Vpg } from '../../src/steps/ports.ts';
import { item } from '../support/items.ts';
import { heldLedger, ledgerPort } from '../support/ledger.ts';
import {
  ec2World,
  faultOf,
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
import { standing as standingPeering } from '../support/removal.ts';

const lost = new CanalError('SoracomUnavailable', 'no answer');
const { routeTables: _, ...wished } = item().peering;
const standing = standingPeering({ peerRegion: 'ap-northeast-1' });
const known: PeeringRecord = { ...wished, made: true, since: 0, peeringId: 'pcx-1', routes: [] };
const minute = 60_000;

function setting(given: { vpg?: Partial<Vpg>; shown?: PeerPeering[]; known?: PeeringRecord; now?: number } = {}) {
  const to = wire();
  const soracom = soracomWorld({ vpgs: [vpg(given.vpg)] });
  const ec2 = ec2World({ peerings: given.shown ?? [] });
  const held = table();
  const book = heldLedger();
  if (given.known) held.peerings.set('plant/app', given.known);
  const clock = { now: given.now ?? 5_000_000 };
  const ports = {
    soracom: soracomPort(soracom, to),
    peerAccounts: peerAccountsPort({ '111111111111/ap-northeast-1': ec2 }, to),
    records: recordsPort(held, to),
    ledger: ledgerPort(book, to),
    now: () => clock.now,
  };
  return {
    to,
    ec2,
    clock,
    run: (changes: Parameters<typeof item>[0] = {}) => createPeering(item(changes), ports),
    atSoracom: () => soracom.vpgs[0]?.peerings ?? [],
    recorded: () => held.peerings.get('plant/app'),
    charged: () => billedThings(book.lines.values()),
  };
}

describe('Create peering', () => {
  test("takes the contract's example", () => {
    expect(CreatePeering.input.parse(CreatePeering.example)).toMatchObject(CreatePeering.example);
  });

  test('records what is about to be made, makes it, and records its id', async () => {
    const { run, to, atSoracom, recorded } = setting();
    expect(await run()).toEqual({ peeringId: 'pcx-new1', made: true });
    expect(to.effects()).toEqual(['records.savePeering', 'soracom.createPeering', 'records.savePeering']);
    expect(atSoracom()).toEqual([{ ...standing, id: 'pcx-new1' }]);
    expect(recorded()).toEqual({ ...known, run: 1, since: 5_000_000, peeringId: 'pcx-new1' });
  });

  test('a second run finds it and changes nothing', async () => {
    const { run, to } = setting();
    const first = await run();
    const before = to.effects().length;
    expect(await run()).toEqual(first);
    expect(to.effects()).toHaveLength(before);
  });

  test('after a lost answer it finds the peering instead of making a second', async () => {
    const { run, to, atSoracom, recorded } = setting();
    to.lose('soracom.createPeering', lost);
    await expect(run()).rejects.toBe(lost);
    expect(recorded()).toMatchObject({ made: true });
    expect(recorded()).not.toHaveProperty('peeringId');
    expect(await run()).toEqual({ peeringId: 'pcx-new1', made: true });
    expect(atSoracom()).toHaveLength(1);
    expect(recorded()?.peeringId).toBe('pcx-new1');
  });

  test('one that was found after a lost answer is charged from when it was asked for; one of others from its first sight', async () => {
    const { run, to, charged, clock } = setting();
    to.lose('soracom.createPeering', lost);
    await expect(run()).rejects.toBe(lost);
    expect(charged()).toEqual([]);
    clock.now += 65 * minute;
    await run();
    const ours = { thing: 'peering', id: 'pcx-new1', vpgId, network: 'plant', untilLastSight: false };
    expect(charged()).toEqual([{ ...ours, from: 5_000_000, sinceFirstSight: false }]);
    clock.now += minute;
    await run(); // it is on record by now: no line is added
    expect(to.calls.filter((call) => call === 'ledger.addLines')).toHaveLength(1);

    const others = setting({ vpg: { tags: {}, peerings: [standing] } });
    await others.run();
    expect(others.charged()).toEqual([{ ...ours, id: 'pcx-1', from: 5_000_000, sinceFirstSight: true }]);
  });

  test.each(['refuse', 'lose'] as const)('when its record cannot be written (%s), nothing is made', async (how) => {
    const { run, to, atSoracom, clock } = setting();
    to[how]('records.savePeering', lost);
    await expect(run()).rejects.toBe(lost);
    expect(atSoracom()).toEqual([]);
    clock.now += minute;
    expect((await run()).made).toBe(true);
    expect(atSoracom()).toHaveLength(1);
  });

  test('one that another try has asked for moments ago is waited for, not asked for twice', async () => {
    const { peeringId: _, ...asked } = known;
    const { run, atSoracom, clock } = setting({ known: { ...asked, askedAt: 5_000_000 - minute + 1 } });
    await expect(run()).rejects.toMatchObject({ name: 'SoracomUnavailable' });
    expect(atSoracom()).toEqual([]);
    clock.now += 1;
    expect((await run()).made).toBe(true);
  });

  test("after SORACOM's own no, nothing is waited for", async () => {
    const { run, to, recorded } = setting();
    to.refuse('soracom.createPeering', new CanalError('SoracomThrottled', 'too many'));
    await expect(run()).rejects.toMatchObject({ name: 'SoracomThrottled' });
    expect(recorded()?.askedAt).toBeUndefined();
    expect((await run()).made).toBe(true);
  });

  test('of several peerings to the VPC the living one is taken, and no dead one is made again', async () => {
    const { run, atSoracom } = setting({
      vpg: { peerings: [{ ...standing, id: 'pcx-dead' }, standing] },
      shown: [shownPeering({ id: 'pcx-dead', status: 'failed' }), shownPeering({ id: 'pcx-1' })],
    });
    expect((await run()).peeringId).toBe('pcx-1');
    expect(atSoracom()).toHaveLength(2);
  });

  test('one that somebody else made on an adopted VPG is found, and recorded as found', async () => {
    const { run, recorded } = setting({ vpg: { tags: {}, peerings: [standing] } });
    expect(await run()).toEqual({ peeringId: 'pcx-1', made: false });
    expect(recorded()).toEqual({ ...known, made: false, since: 5_000_000 });
  });

  test('one on our VPG that the record does not know is ours', async () => {
    const { run, recorded } = setting({ vpg: { peerings: [standing] }, shown: [shownPeering()] });
    expect(await run()).toEqual({ peeringId: 'pcx-1', made: true });
    expect(recorded()?.made).toBe(true);
  });

  test('the range in another form is the same range', async () => {
    const { run } = setting({ vpg: { tags: {}, peerings: [{ ...standing, destinationCidrBlock: '172.21.0.1/16' }] } });
    expect((await run()).peeringId).toBe('pcx-1');
  });

  test('one with another range is refused, because SORACOM cannot change it', async () => {
    const other = { ...standing, destinationCidrBlock: '172.21.0.0/24' };
    const { run, to, atSoracom } = setting({ vpg: { peerings: [other] }, shown: [shownPeering()] });
    const fault = await faultOf(run());
    expect(fault.name).toBe('PeeringRefused');
    expect(fault.message).toContain('pcx-1');
    expect(fault.message).toContain('172.21.0.0/24, the file says 172.21.0.0/16');
    expect(to.effects()).toEqual([]);
    expect(atSoracom()).toEqual([other]);
  });

  test('another VPC of the same VPG is not mistaken for the wished one', async () => {
    const { run, atSoracom } = setting({ vpg: { peerings: [{ ...standing, peerVpcId: 'vpc-0000000f' }] } });
    expect((await run()).made).toBe(true);
    expect(atSoracom()).toHaveLength(2);
  });

  test.each([
    ['gone', []],
    ['terminating', [vpg({ status: 'terminating' })]],
  ])('a VPG that is %s fails', async (word, vpgs) => {
    const to = wire();
    const ports = {
      soracom: soracomPort(soracomWorld({ vpgs }), to),
      peerAccounts: peerAccountsPort({}, to),
      records: recordsPort(table(), to),
      ledger: ledgerPort(heldLedger(), to),
      now: () => 0,
    };
    const fault = await faultOf(createPeering(item(), ports));
    expect(fault.name).toBe('VpgFailed');
    expect(fault.message).toContain(`${vpgId} is ${word}`);
    expect(to.effects()).toEqual([]);
  });
});

describe('a peering that is dead in EC2', () => {
  test.each(['deleted', 'rejected', 'expired', 'failed'])(
    'of ours, %s, is deleted at SORACOM and made again',
    async (status) => {
      const { run, to, atSoracom } = setting({
        vpg: { peerings: [standing] },
        shown: [shownPeering({ status })],
        known,
      });
      expect(await run()).toEqual({ peeringId: 'pcx-new1', made: true });
      expect(to.effects()).toEqual([
        'soracom.deletePeering',
        'records.savePeering',
        'soracom.createPeering',
        'records.savePeering',
      ]);
      expect(atSoracom().map(({ id }) => id)).toEqual(['pcx-new1']);
    },
  );

  test.each(['soracom.deletePeering', 'soracom.createPeering'])('converges after a lost answer of %s', async (call) => {
    const { run, to, atSoracom } = setting({
      vpg: { peerings: [standing] },
      shown: [shownPeering({ status: 'deleted' })],
      known,
    });
    to.lose(call, lost);
    await expect(run()).rejects.toBe(lost);
    expect((await run()).peeringId).toBe('pcx-new1');
    expect(atSoracom().map(({ id }) => id)).toEqual(['pcx-new1']);
  });

  test('may be made again with the range that the file says now', async () => {
    const { run } = setting({
      vpg: { peerings: [{ ...standing, destinationCidrBlock: '172.21.0.0/24' }] },
      shown: [shownPeering({ status: 'rejected' })],
      known,
    });
    expect((await run()).peeringId).toBe('pcx-new1');
  });

  test('keeps the routes that were made to the old one: they are still ours to remove', async () => {
    const routes = [{ routeTableId: 'rtb-1', destinationCidrBlock: '100.67.0.0/24', made: true }];
    const { run, recorded } = setting({
      vpg: { peerings: [standing] },
      shown: [shownPeering({ status: 'deleted' })],
      known: { ...known, routes },
    });
    await run();
    expect(recorded()).toEqual({ ...known, run: 1, since: 5_000_000, peeringId: 'pcx-new1', routes });
  });

  test('is not touched when somebody else made it', async () => {
    const { run, to, atSoracom } = setting({
      vpg: { tags: {}, peerings: [standing] },
      shown: [shownPeering({ status: 'deleted' })],
    });
    expect(await run()).toEqual({ peeringId: 'pcx-1', made: false });
    expect(to.effects()).toEqual(['ledger.addLines', 'records.savePeering']);
    expect(atSoracom()).toEqual([standing]);
  });

  test("is not ours because the file's earlier VPC of the same name was", async () => {
    const { run, to } = setting({
      vpg: { tags: {}, peerings: [standing] },
      shown: [shownPeering({ status: 'deleted' })],
      known: { ...known, peerVpcId: 'vpc-0000000f' },
    });
    expect(await run()).toEqual({ peeringId: 'pcx-1', made: false });
    expect(to.effects()).toEqual(['ledger.addLines', 'records.savePeering']);
  });

  test.each(['initiating-request', 'pending-acceptance', 'provisioning', 'active', 'deleting'])(
    'is none that is %s',
    async (status) => {
      const { run, to } = setting({ vpg: { peerings: [standing] }, shown: [shownPeering({ status })], known });
      expect((await run()).peeringId).toBe('pcx-1');
      expect(to.effects()).toEqual([]);
    },
  );
});

describe('a peering that EC2 does not show', () => {
  test('is waited for during its first ten minutes', async () => {
    const { run, to } = setting({ vpg: { peerings: [standing] }, known, now: 10 * minute });
    expect((await run()).peeringId).toBe('pcx-1');
    expect(to.effects()).toEqual([]);
  });

  test('is gone after them, and made again', async () => {
    const { run } = setting({ vpg: { peerings: [standing] }, known, now: 10 * minute + 1 });
    expect((await run()).peeringId).toBe('pcx-new1');
  });

  test('gets its own ten minutes when the record knows another id', async () => {
    const { run, recorded, clock } = setting({
      vpg: { peerings: [standing] },
      known: { ...known, peeringId: 'pcx-before' },
      now: 100 * minute,
    });
    expect((await run()).peeringId).toBe('pcx-1');
    expect(recorded()).toMatchObject({ peeringId: 'pcx-1', since: 100 * minute });
    clock.now = 105 * minute;
    expect((await run()).peeringId).toBe('pcx-1');
  });
});

describe('a SORACOM that tells only the ids of peerings', () => {
  const bare = { id: 'pcx-1', peerOwnerId: '', peerVpcId: '', destinationCidrBlock: '' };

  test('is asked about no VPC: EC2 says which one it leads to', async () => {
    const { run, atSoracom } = setting({
      vpg: { peerings: [{ ...bare, id: 'pcx-0' }, bare] },
      shown: [shownPeering()],
    });
    expect(await run()).toEqual({ peeringId: 'pcx-1', made: true });
    expect(atSoracom()).toHaveLength(2);
  });

  test('does not keep another VPC from its peering', async () => {
    const { run } = setting({ vpg: { peerings: [bare] }, shown: [shownPeering({ accepterVpcId: 'vpc-0000000f' })] });
    expect((await run()).peeringId).toBe('pcx-new2');
  });
});
