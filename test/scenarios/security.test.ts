import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readNetwork } from '../../src/api/read-network.ts';
import { CanalError } from '../../src/canal/errors.ts';
import { peeringStatus } from '../../src/sandbox/world/peering.ts';
import { eachScenario } from '../support/each-scenario.ts';
import { defaultWorldFile, type Scenario, twoVpcs } from '../support/scenario.ts';
import { awsJson } from '../support/vendor-consoles.ts';

const scenarioOf = eachScenario();

function faultOf(run: () => unknown): CanalError | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (error instanceof CanalError) return error;
    throw error;
  }
}

const app = 'vpc-0a1111111111111a1';
const [first] = twoVpcs().peerings as [Record<string, unknown>];
const victim = { ...first, name: 'victim', peerOwnerId: '333333333333', peerVpcId: 'vpc-0c3333333333333c3' };

/** Puts events as somebody of our account who may. */
const putEvents = (scenario: Scenario, Entries: object[]): Promise<{ Entries: { ErrorCode?: string }[] }> =>
  awsJson(scenario, 'AWSEvents.PutEvents', { Entries });
const entry = (Source: string, DetailType: string, detail: unknown, EventBusName = 'canal-sandbox') => {
  return { Source, DetailType, Detail: JSON.stringify(detail), EventBusName };
};
const requested = (network: unknown) => entry('canal.network', 'Network Requested', network);

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
    const plan = await scenario.api('POST', '/plans', twoVpcs({ peerings: [victim] }));
    expect(plan.body).toMatchObject({
      possible: false,
      faults: [{ error: 'NotFound', field: 'peerings[0].peerOwnerId' }],
    });
    await putEvents(scenario, [requested(twoVpcs({ name: 'by-event', peerings: [victim] }))]);
    await scenario.clock.turn(() => scenario.clock.sleep(60_000));
    const byEvent = await scenario.machines.settled(`${body.executionArn}`.replace('two-vpcs', 'by-event'));
    expect(byEvent.error).toBe('NotFound');
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

describe('A network file', () => {
  const dns = { host: 'tokyo-1', zone: 'plant.internal', records: [{ name: 'app', type: 'A', value: '10.0.0.1' }] };
  const { airGroup } = twoVpcs() as { airGroup: object };
  const of = (peering: object) => ({ peerings: [{ ...first, ...peering }] });
  /** Every text of a file that goes into a path, a tag, a key, a host name, a command or a zone. */
  const texts: Readonly<Record<string, (text: string) => Record<string, unknown>>> = {
    name: (name) => ({ name }),
    'vpg.vpgId': (vpgId) => ({ vpg: { vpgId } }),
    'vpg.region': (region) => ({ vpg: { region } }),
    'vpg.deviceSubnetCidrRange': (deviceSubnetCidrRange) => ({ vpg: { deviceSubnetCidrRange } }),
    'peerings[0].name': (name) => of({ name }),
    'peerings[0].peerOwnerId': (peerOwnerId) => of({ peerOwnerId }),
    'peerings[0].peerVpcId': (peerVpcId) => of({ peerVpcId }),
    'peerings[0].peerRegion': (peerRegion) => of({ peerRegion }),
    'peerings[0].destinationCidrBlock': (destinationCidrBlock) => of({ destinationCidrBlock }),
    'peerings[0].routeTables.ids[0]': (id) => of({ routeTables: { ids: [id] } }),
    'peerings[0].routeTables.subnets[0]': (id) => of({ routeTables: { subnets: [id] } }),
    'airGroup.groupId': (groupId) => ({ airGroup: { ...airGroup, groupId } }),
    'airGroup.replaces': (replaces) => ({ airGroup: { ...airGroup, replaces } }),
    'airGroup.dnsServers[0]': (server) => ({ airGroup: { ...airGroup, dnsServers: [server] } }),
    'dns.host': (host) => ({ dns: { ...dns, host } }),
    'dns.zone': (zone) => ({ dns: { ...dns, zone } }),
    'dns.records[0].name': (name) => ({ dns: { ...dns, records: [{ ...dns.records[0], name }] } }),
    'dns.records[0].value': (value) => ({ dns: { ...dns, records: [{ ...dns.records[0], value }] } }),
    reconnect: (reconnect) => ({ reconnect }),
    onFailure: (onFailure) => ({ onFailure }),
  };
  /** What each is right with, so that it is the rest that is refused. */
  const right: Readonly<Record<string, string>> = {
    'vpg.region': 'ap-northeast-1',
    'peerings[0].peerRegion': 'ap-northeast-1',
    'peerings[0].peerVpcId': app,
  };
  const breaking = [
    '/../x',
    '?a=b',
    '#x',
    '.evil.example/',
    '\r\nX-A: b',
    ' $(id)',
    "';--",
    '{% 1 %}',
    '\u202e',
    '\0',
    '\n',
  ];

  it.each(Object.entries(texts))('cannot break out of %s: a text that goes on is refused', (field, change) => {
    const good = right[field] ?? '';
    for (const more of breaking) {
      const fault = faultOf(() => readNetwork(twoVpcs(change(good + more))));
      expect([fault?.name, fault?.faults.map((one) => one.field)]).toEqual([
        'InvalidInput',
        expect.arrayContaining([field]),
      ]);
    }
  });
});

describe('Event forgery', () => {
  it('of the end of an execution is refused by EventBridge, and on our own bus no rule takes it', async () => {
    const told: string[] = [];
    const scenario = await scenarioOf({ lasting: true, watchCalls: (call) => told.push(call) });
    const { body } = await scenario.api('POST', '/networks', twoVpcs());
    const detail = {
      executionArn: body.executionArn,
      stateMachineArn: scenario.environment('network-api').CANAL_PROVISION_MACHINE,
      name: 'two-vpcs-1',
      status: 'FAILED',
      error: 'Forged',
      input: '{"name":"two-vpcs"}',
    };
    const type = 'Step Functions Execution Status Change';
    const forged = [entry('aws.states', type, detail, 'default'), entry('aws.states', type, detail)];
    const refused = await putEvents(scenario, forged);
    expect(refused.Entries.map(({ ErrorCode }) => ErrorCode)).toEqual(Array(2).fill('NotAuthorizedForSourceException'));
    await putEvents(scenario, [entry('canal.network', type, detail), entry('a.stranger', type, detail, 'default')]);
    await scenario.clock.turn(() => scenario.clock.sleep(10_000));
    expect(told).not.toContain('function.tell-outcome');
    expect((await scenario.api('GET', '/networks/two-vpcs')).body.state).toBe('provisioning');
    await scenario.machines.settled(body.executionArn);
    expect((await scenario.api('GET', '/networks/two-vpcs')).body.state).toBe('ready');
  });

  it('of a request is nothing to us: only our request source is listened to', async () => {
    const scenario = await scenarioOf();
    await scenario.up(twoVpcs());
    const removal = { name: 'two-vpcs' };
    await putEvents(scenario, [
      entry('canal.workflow', 'Network Removal Requested', removal),
      entry('a.stranger', 'Network Removal Requested', removal),
    ]);
    await scenario.clock.turn(() => scenario.clock.sleep(60_000));
    expect((await scenario.api('GET', '/networks/two-vpcs')).body).toMatchObject({ state: 'ready', run: { run: 1 } });
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
