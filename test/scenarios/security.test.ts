import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { peeringStatus } from '../../src/sandbox/world/peering.ts';
import { eachScenario } from '../support/each-scenario.ts';
import { defaultWorldFile, twoVpcs } from '../support/scenario.ts';

const scenarioOf = eachScenario();

const app = 'vpc-0a1111111111111a1';
const [first] = twoVpcs().peerings as [Record<string, unknown>];
const victim = { ...first, name: 'victim', peerOwnerId: '333333333333', peerVpcId: 'vpc-0c3333333333333c3' };

describe('A caller of the API', () => {
  it('cannot reach an account that is not in the registry, though its role would let us in', async () => {
    const world = defaultWorldFile() as { accounts: object[] };
    const theirs = {
      accountId: '333333333333',
      vpcs: [{ vpcId: 'vpc-0c3333333333333c3', cidrBlock: '10.9.0.0/16' }],
      roles: [{ roleName: 'canal-accepter', externalId: 'canal-external-id-333333333333', trusts: ['111111111111'] }],
    };
    const calls: string[] = [];
    const roleArn = 'arn:aws:iam::222222222222:role/canal-accepter';
    const accounts = { '222222222222': { roleArn, externalId: 'canal-external-id-222222222222' } };
    const scenario = await scenarioOf({
      world: { ...world, accounts: [...world.accounts, theirs] },
      environment: { CANAL_ACCOUNTS: JSON.stringify(accounts) },
      watchCalls: (call) => calls.push(call),
    });
    const { body } = await scenario.up(twoVpcs({ peerings: [victim] }));
    const ended = await scenario.machines.settled(body.executionArn);
    expect([ended.error, ended.cause]).toEqual(['NotFound', expect.stringContaining('333333333333')]);
    expect(calls).not.toContain('sts.AssumeRole');
    expect([scenario.world.vpgs.size, scenario.world.peerings.size]).toEqual([0, 0]);
  });

  it('cannot say by which role or with which ExternalId an account is entered', async () => {
    const scenario = await scenarioOf();
    for (const field of ['roleArn', 'externalId', 'role']) {
      const { status, body } = await scenario.api(
        'POST',
        '/networks',
        twoVpcs({ peerings: [{ ...first, [field]: 'x' }] }),
      );
      expect(status).toBe(400);
      expect(body.faults).toContainEqual(expect.objectContaining({ field: `peerings[0].${field}` }));
    }
  });

  it('cannot break out of a name: whatever is no plain word is refused, and nothing is begun', async () => {
    const scenario = await scenarioOf();
    const plain = /^[a-z][a-z0-9-]{0,39}$/;
    const nasty = fc.oneof(
      fc.constantFrom(
        '../x',
        '$(id)',
        '`id`',
        'a;b',
        'a\nb',
        '{% 1 %}',
        '$' + '{CreateVpg}',
        'NETWORK#x',
        'a#RECORD',
        '\u202ea',
        'a'.repeat(41),
      ),
      fc.string({ unit: 'binary', maxLength: 60 }),
    );
    await fc.assert(
      fc.asyncProperty(nasty, async (name) => {
        fc.pre(!plain.test(name));
        const asNetwork = await scenario.api('POST', '/networks', twoVpcs({ name }));
        const asPeering = await scenario.api('POST', '/networks', twoVpcs({ peerings: [{ ...first, name }] }));
        expect([asNetwork.status, asPeering.status]).toEqual([400, 400]);
        const path = encodeURIComponent(name.toWellFormed());
        if (!/^\.{0,2}$/.test(name)) {
          for (const [method, more] of [
            ['GET', ''],
            ['DELETE', ''],
            ['POST', '/check'],
          ] as const) {
            expect((await scenario.api(method, `/networks/${path}${more}`)).status).toBe(404);
          }
        }
      }),
      { numRuns: 40, seed: 20260105 },
    );
    const machines = scenario.machines.machines();
    expect(machines.flatMap((machine) => scenario.machines.executions(machine))).toEqual([]);
    expect((await scenario.api('GET', '/networks')).body.networks).toEqual([]);
  });
});

describe('Peer phishing', () => {
  it.each<[string, Record<string, string>]>([
    ['where SORACOM is known by its account', {}],
    ['where it is not', { CANAL_SORACOM_ACCOUNT: '' }],
  ])('fails: a foreign pending peering for the same VPC is never accepted, %s', async (_, environment) => {
    const opened = await scenarioOf({ environment });
    const { world, clock } = opened;
    const id = 'pcx-0bad000000000bad0';
    world.peerings.set(id, {
      id,
      vpgId: 'nobody',
      peerOwnerId: '111111111111',
      peerVpcId: app,
      peerRegion: 'ap-northeast-1',
      destinationCidrBlock: '172.21.0.0/16',
      requester: {
        ownerId: '666666666666',
        vpcId: 'vpc-0bad000000000bad0',
        region: 'ap-northeast-1',
        cidrBlock: '10.66.0.0/16',
      },
      createdAt: clock.now(),
      visibleAt: clock.now(),
      expiresAt: clock.now() + 7 * 86_400_000,
      accepterTags: new Map(),
    });
    const { body } = await opened.up(twoVpcs());
    expect((await opened.machines.settled(body.executionArn)).status).toBe('SUCCEEDED');
    const foreign = world.peerings.get(id);
    expect(foreign && [peeringStatus(foreign, clock.now()), foreign.accepterTags.size]).toEqual([
      'pending-acceptance',
      0,
    ]);
  });
});
