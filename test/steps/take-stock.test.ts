import { describe, expect, test } from 'vitest';
import type * as z from 'zod/mini';
import { CanalError, errorKinds } from '../../src/canal/errors.ts';
import { type NetworkRecord, reserve } from '../../src/canal/record.ts';
import type { Vpg, VpgPeering } from '../../src/steps/ports.ts';
import { TakeStock, takeStock } from '../../src/steps/take-stock.ts';
import { dnsTable } from '../support/dns-table.ts';
import { execution } from '../support/items.ts';
import {
  type Ec2World,
  ec2World,
  installation,
  otherVpgId,
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
import { pricesPort } from '../support/prices.ts';
import { known, standing } from '../support/removal.ts';
import { wish } from '../support/wish.ts';

type Failure = z.input<typeof TakeStock.input>['failure'];

const lost = new CanalError('SoracomUnavailable', 'the line is cut');
const by = (arn: string) => ({ executionArn: () => arn, askedBy: 'me', now: 0 });
const reserved: NetworkRecord = { ...reserve(undefined, wish(), by(execution.arn)), version: 1 };
const failed: Failure = { error: 'PeeringTooSlow', cause: 'It is slow.', step: 'Look at peering', peering: 'app' };
const peerings: VpgPeering[] = ['a', 'b'].map((letter) =>
  standing({ id: `pcx-${letter}`, peerVpcId: `vpc-0000000${letter}`, peerRegion: 'ap-northeast-1' }),
);

function setting(
  given: { vpgs?: Vpg[]; record?: NetworkRecord | null; ec2?: Partial<Ec2World>; network?: unknown } = {},
) {
  const to = wire();
  const dns = dnsTable([]);
  const held = given.record === null ? table() : table(given.record ?? reserved);
  const soracom = soracomWorld({ vpgs: given.vpgs ?? [] });
  const ports = {
    soracom: soracomPort(soracom, to),
    peerAccounts: peerAccountsPort({ '111111111111/ap-northeast-1': ec2World(given.ec2) }, to),
    records: recordsPort(held, to),
    installation: installation(),
    prices: pricesPort(to),
    dnsHosts: dns.dnsHosts,
    now: () => 9000,
  };
  const network = 'network' in given ? given.network : wish();
  const run = async (failure: Partial<Failure> = {}) => {
    const input = TakeStock.input.parse({ network, execution, failure: { ...failed, ...failure } });
    return TakeStock.output.parse(await takeStock(input, ports));
  };
  return { to, run, held, dns, soracom, recorded: () => held.networks.get('plant') };
}

describe('Take stock', () => {
  test("takes the contract's example, and any network at all", () => {
    expect(TakeStock.input.parse(TakeStock.example)).toMatchObject(TakeStock.example);
    expect(TakeStock.input.parse({ ...TakeStock.example, network: null }).network).toBeNull();
  });

  test('tells a VPG that is on its way out: until when SORACOM charges for it is not known', async () => {
    const record = { ...reserved, vpg: { vpgId, made: true } };
    const { run } = setting({ vpgs: [vpg({ status: 'terminating' })], record });
    const { cause } = await run();
    expect(cause).toContain(`What exists now: VPG ${vpgId} (terminating).\nIt may cost the VPG's own fee`);
    expect(cause).toContain('until it is gone.');
  });

  test('names the step, what happened, what exists, what it costs, and what to do', async () => {
    const ec2 = { peerings: [shownPeering({ id: 'pcx-a', status: 'active' })] };
    const { run } = setting({ vpgs: [vpg({ peerings })], ec2 });
    expect(await run()).toEqual({
      error: 'PeeringTooSlow',
      cause: [
        'Look at peering (peering app): It is slow.',
        `What exists now: VPG ${vpgId} (running); peering pcx-a to vpc-0000000a of account 111111111111 (active); peering pcx-b to vpc-0000000b of account 111111111111 (not shown by EC2).`,
        "It costs ¥20 per hour, plus the VPG's own fee (price not known), tax-exclusive, until it is removed.",
        `Next: ${errorKinds.PeeringTooSlow.next}`,
      ].join('\n'),
    });
  });

  describe('of a removal', () => {
    const groupId = '00000000-0000-4000-8000-000000000001';
    const set = { useVpg: true, vpgId };
    const routes = [1, 2, 3, 4, 5, 6].map((number) => ({
      routeTableId: `rtb-${number}`,
      destinationCidrBlock: '100.67.0.0/24',
      made: number !== 2,
    }));

    const placeAt = (deviceIndex: number) => ({
      host: 'tokyo-1',
      deviceIndex,
      subnetCidrBlock: `10.0.64.${deviceIndex * 16}/28`,
      address: `10.0.64.${deviceIndex * 16 + 4}`,
    });

    function halfRemoved() {
      const { run, held, dns, soracom, to } = setting({ network: { name: 'plant' } });
      soracom.groups.set(groupId, { ...set, userdata: 'theirs' });
      held.groups.set(`plant/${groupId}`, { groupId, prior: {}, changes: [{ run: 1, before: {}, set }] });
      held.peerings.set('plant/app', known({ routes }));
      dns.known.set('plant', { place: placeAt(1), leaving: [placeAt(2)] });
      return { run, soracom, held, to };
    }

    test('names what is left beside what is charged: settings of groups, routes that we have made, places on DNS hosts', async () => {
      const { run } = halfRemoved();
      expect((await run({ step: 'Clear place' })).cause).toContain(
        [
          'so it costs nothing.',
          `Left too, at no charge: useVpg, vpgId of SIM group ${groupId}; in account 111111111111 the routes 100.67.0.0/24 of rtb-1, 100.67.0.0/24 of rtb-3, 100.67.0.0/24 of rtb-4, 100.67.0.0/24 of rtb-5, 100.67.0.0/24 of rtb-6; its place 10.0.64.20 on DNS host tokyo-1; its place 10.0.64.36 on DNS host tokyo-1.`,
          'Next: ',
        ].join('\n'),
      );
    });

    test('names no group that has its values back, and says where SORACOM does not tell', async () => {
      const { run, soracom, to } = halfRemoved();
      to.refuse('soracom.airSettings', lost);
      const words = `what was set of SIM group ${groupId}, if it still is (SORACOM did not tell: the line is cut); in account`;
      expect((await run()).cause).toContain(words);
      soracom.groups.set(groupId, { userdata: 'theirs' });
      expect((await run()).cause).toContain('no charge: in account');
    });

    test('says nothing of it where all stands as before, or nothing is left of it', async () => {
      const { run, soracom, held } = halfRemoved();
      expect((await run({ untouched: true })).cause).not.toContain('Left too');
      expect((await setting({ network: { name: 'plant' } }).run()).cause).not.toContain('Left too');
      soracom.groups.clear();
      held.peerings.clear();
      expect((await run()).cause).toContain('Left too, at no charge: its place 10.0.64.20');
    });
  });

  test('closes the run as failed, and records the VPG that it found', async () => {
    const { run, recorded } = setting({ vpgs: [vpg()] });
    const { cause } = await run();
    expect(recorded()).toMatchObject({
      version: 2,
      state: 'failed',
      vpg: { vpgId, made: true, vpgSubnetCidrRange: '100.67.0.0/24' },
      runs: [{ outcome: 'failed', error: 'PeeringTooSlow', step: 'Look at peering', cause, endedAt: 9000 }],
    });
    expect(recorded()).not.toHaveProperty('running');
  });

  test('changes nothing but the record', async () => {
    const { run, to } = setting({ vpgs: [vpg({ peerings })] });
    await run();
    expect(to.effects()).toEqual(['records.save']);
  });

  test.each(['refuse', 'lose'] as const)('converges when the write gave no answer (%s)', async (how) => {
    const { run, to, recorded } = setting({ vpgs: [vpg()] });
    const error = new CanalError('StoreUnavailable', 'no answer');
    to[how]('records.save', error);
    await expect(run()).rejects.toBe(error);
    await run();
    await run();
    expect(recorded()).toMatchObject({ version: 2, state: 'failed' });
  });

  test('a record that another run holds is left to it', async () => {
    const taken = { ...reserve(reserved, wish(), by('another')), version: 2 };
    const { run, to, recorded } = setting({ record: taken });
    expect((await run()).error).toBe('PeeringTooSlow');
    expect(to.effects()).toEqual([]);
    expect(recorded()).toEqual(taken);
  });

  test('works without a record', async () => {
    const { run, to } = setting({ record: null });
    expect((await run()).error).toBe('PeeringTooSlow');
    expect(to.effects()).toEqual([]);
  });
});

describe('what exists', () => {
  test('nothing', async () => {
    const { run, recorded } = setting({ record: { ...reserved, vpg: { vpgId, made: true } } });
    expect((await run()).cause).toContain('Nothing of this network exists at SORACOM, so it costs nothing.');
    expect(recorded()).not.toHaveProperty('vpg');
  });

  test('a fresh VPG whose tags are not listed yet is found by the id on record', async () => {
    const { run, to } = setting({ vpgs: [vpg()], record: { ...reserved, vpg: { vpgId, made: true } } });
    const unlisted = { ...vpg(), tags: { ...vpg().tags } };
    expect(unlisted.tags['canal:network']).toBe('plant');
    const plain = await run();
    expect(plain.cause).toContain(`What exists now: VPG ${vpgId} (running).`);
    expect(to.calls).toContain('soracom.vpgsTagged');
  });

  test("peerings on a VPG of ours cost, also those that the file does not name; an adopted VPG's do not", async () => {
    const more = [...peerings, { ...(peerings[0] as VpgPeering), id: 'pcx-z', peerVpcId: 'vpc-0000000f' }];
    expect((await setting({ vpgs: [vpg({ peerings: more })] }).run()).cause).toContain('¥30 per hour');
    const adopted = vpg({ vpgId: otherVpgId, tags: {}, peerings: more });
    const { run, recorded } = setting({ vpgs: [adopted], network: wish({ vpg: { vpgId: otherVpgId } }) });
    const { cause } = await run();
    expect(cause).toContain(`VPG ${otherVpgId} (running, adopted)`);
    expect(cause).toContain('It costs ¥20 per hour, tax-exclusive, until');
    expect(cause).not.toContain('pcx-z');
    expect(recorded()?.vpg).toMatchObject({ vpgId: otherVpgId, made: false });
  });

  test("another network's VPG that the file names is neither counted nor recorded", async () => {
    const tags = { 'canal:network': 'other', 'canal:stack': installation().stack };
    const { run, recorded } = setting({
      vpgs: [vpg({ vpgId: otherVpgId, tags, peerings })],
      network: wish({ vpg: { vpgId: otherVpgId } }),
    });
    expect((await run({ error: 'VpgConflict', step: 'Find VPG' })).cause).toContain('it costs nothing');
    expect(recorded()).not.toHaveProperty('vpg');
  });

  test('what else carries the tags is told', async () => {
    const { run } = setting({ vpgs: [vpg(), vpg({ vpgId: otherVpgId, createdTime: 2_000_000 })] });
    expect((await run()).cause).toContain(`VPG ${otherVpgId} (running) carries this network's tags too`);
  });

  test.each(['Confirm run', 'Check network'])('after a failure in "%s" the run created nothing', async (step) => {
    const { run } = setting({ vpgs: [vpg()] });
    const { cause } = await run({ step, error: 'NotFound' });
    expect(cause).toContain('This run created nothing.');
    expect(cause).toContain('What exists now');
  });

  test('after "Create VPG" it does not say so', async () => {
    expect((await setting().run({ step: 'Create VPG' })).cause).not.toContain('created nothing');
  });
});

describe('what cannot be read', () => {
  test('SORACOM: the failure is still told and the run closed, and the VPG on record stays', async () => {
    const known = { vpgId, made: true };
    const { run, to, recorded } = setting({ record: { ...reserved, vpg: known } });
    to.refuse('soracom.vpgsTagged', lost);
    const { cause } = await run();
    expect(cause).toContain('What exists could not be read. SORACOM did not tell: the line is cut');
    expect(cause).toContain('It is slow.');
    expect(recorded()).toMatchObject({ state: 'failed', vpg: known });
  });

  test.each(['accounts.open', 'ec2.peering'])('EC2 (%s): the peering is told with the reason', async (call) => {
    const { run, to } = setting({ vpgs: [vpg({ peerings: peerings.slice(0, 1) })] });
    to.refuse(call, new CanalError('Ec2Denied', 'not allowed'));
    expect((await run()).cause).toContain(
      'peering pcx-a to vpc-0000000a of account 111111111111 (status not known. EC2 did not tell: not allowed)',
    );
  });

  test('an account that is not registered: the others are still read', async () => {
    const foreign = { ...(peerings[0] as VpgPeering), peerOwnerId: '999999999999' };
    const ec2 = { peerings: [shownPeering({ id: 'pcx-b', accepterVpcId: 'vpc-0000000b' })] };
    const { cause } = await setting({ vpgs: [vpg({ peerings: [foreign, peerings[1] as VpgPeering] })], ec2 }).run();
    expect(cause).toContain('999999999999 (status not known.');
    expect(cause).toContain('pcx-b to vpc-0000000b of account 111111111111 (active)');
  });

  test('the table: the machine tries again, because the run must be closed', async () => {
    const { run, to } = setting();
    const error = new CanalError('StoreUnavailable', 'no answer');
    to.refuse('records.network', error);
    await expect(run()).rejects.toBe(error);
  });

  test.each([null, 'two-vpcs', { name: 'plant', peerings: [] }])(
    'a network that is none: asks nobody',
    async (network) => {
      const { run, to } = setting({ network });
      const { error, cause } = await run({ error: 'InvalidInput', step: 'Confirm run', cause: 'bad' });
      expect(error).toBe('InvalidInput');
      expect(cause).toBe(
        `Confirm run (peering app): bad\nThis run created nothing.\nNext: ${errorKinds.InvalidInput.next}`,
      );
      expect(to.calls).toEqual([]);
    },
  );

  test.each(['InvalidInput', 'NetworkBusy'])('after %s no vendor is asked', async (error) => {
    const { run, to } = setting({ vpgs: [vpg()] });
    await run({ error, step: 'Confirm run' });
    expect(to.calls.filter((call) => !call.startsWith('records.'))).toEqual([]);
  });
});

describe('the words of a failure', () => {
  test.each([
    ["Lambda's document", JSON.stringify({ errorType: 'X', errorMessage: 'A sentence.', trace: [] }), 'A sentence.'],
    ['a plain text', 'A sentence.', 'A sentence.'],
    ['nothing', '', 'no more is known'],
    ['an empty sentence', '{"errorMessage": ""}', 'no more is known'],
    ['JSON that is no document', 'null', 'null'],
    ['a number', '7', '7'],
    ['a document without a sentence', '{"errorType": "Runtime.ExitError"}', '{"errorType": "Runtime.ExitError"}'],
    ['a sentence that is none', '{"errorMessage": {}}', '{"errorMessage": {}}'],
  ])('%s', async (_what, cause, told) => {
    const answer = await setting().run({ cause });
    expect(answer.cause.split('\n')[0]).toBe(`Look at peering (peering app): ${told}`);
  });

  test('a step outside the Map has no peering', async () => {
    const { peering: _, ...outside } = failed;
    const { to: __, ...rest } = setting();
    expect(rest.recorded()?.state).toBe('provisioning');
    const input = TakeStock.input.parse({ network: null, execution, failure: { ...outside, step: 'Set group' } });
    const ports = {
      soracom: soracomPort(soracomWorld(), wire()),
      peerAccounts: peerAccountsPort({}, wire()),
      records: recordsPort(table(), wire()),
      installation: installation(),
      prices: pricesPort(wire()),
      dnsHosts: dnsTable([]).dnsHosts,
      now: () => 0,
    };
    expect((await takeStock(input, ports)).cause).toMatch(/^Set group: It is slow\.\n/);
  });

  test('the other failed peerings are told with it', async () => {
    const { cause } = await setting().run({ others: ['dns (RouteConflict)', 'web (NotFound)'] });
    expect(cause).toContain('Failed as well: dns (RouteConflict), web (NotFound).');
  });

  test.each(['States.Timeout', 'Lambda.ServiceException', 'Sandbox.Timedout'])('%s: start again', async (error) => {
    expect((await setting().run({ error })).cause).toContain(`Next: ${errorKinds.StepTimedOut.next}`);
  });

  test.each(['TypeError', 'States.Runtime', 'toString', 'constructor'])(
    '%s is a fault of the workflow',
    async (error) => {
      expect((await setting().run({ error })).cause).toContain('Next: This is a fault of the workflow itself');
    },
  );

  test('a message without end leaves room for what exists, its cost and the next thing to do', async () => {
    const { cause } = await setting({ vpgs: [vpg()] }).run({ cause: 'x'.repeat(200_000) });
    expect(cause.length).toBeLessThan(32_768);
    expect(cause).toContain('What exists now');
    expect(cause).toContain(`Next: ${errorKinds.PeeringTooSlow.next}`);
  });
});
