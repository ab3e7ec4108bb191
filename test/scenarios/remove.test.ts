import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { vpgStatus } from '../../src/sandbox/world/vpg.ts';
import { foreignFacts, remainsIn } from '../support/audit.ts';
import { eachScenario } from '../support/each-scenario.ts';
import { defaultWorldFile, openScenario, type Scenario, twoVpcs } from '../support/scenario.ts';

const scenarioOf = eachScenario();

const expected = {
  network: 'two-vpcs',
  stack: '111111111111/ap-northeast-1/sandbox',
  peerVpcIds: ['vpc-0a1111111111111a1', 'vpc-0b2222222222222b1'],
};
const groupId = '00000000-0000-4000-8000-000000000001';

/** Asks for the removal and waits for its end. */
async function remove(scenario: Scenario, query = '') {
  const asked = await scenario.api('DELETE', `/networks/two-vpcs${query}`);
  expect(asked.body.detail ?? '').toBe('');
  const ended = await scenario.machines.settled(asked.body.executionArn);
  return { ...asked, ended };
}

const view = async (scenario: Scenario) => (await scenario.api('GET', '/networks/two-vpcs')).body;
const groupOf = (scenario: Scenario) => scenario.world.groups.get(groupId)?.configuration.SoracomAir;
const worldOf = (scenario: Scenario) => ({
  group: groupOf(scenario),
  routes: foreignFacts(scenario.world, expected).filter((fact) => fact.startsWith('route ')),
});

describe('A network that is removed', () => {
  it('leaves the world as it was, and can be made again', async () => {
    const scenario = await scenarioOf();
    const before = worldOf(scenario);
    // Two peerings in the hour that they share; what the VPG costs has no price in Japan.
    const unknown = ["the VPG's own fee", "the VPG's set-up fee"];
    const cost = { currency: 'JPY', total: 20, unknown, taxExclusive: true };
    await scenario.up(twoVpcs());
    expect(remainsIn(scenario.world, expected)).toHaveLength(6);
    const { status, body, ended } = await remove(scenario);
    expect({ status, body }).toMatchObject({ status: 202, body: { state: 'removing', run: 2, begun: true } });
    expect(ended.status).toBe('SUCCEEDED');
    await expect(scenario.history(body.executionArn)).toMatchFileSnapshot('../fixtures/histories/removed.txt');
    expect(remainsIn(scenario.world, expected)).toEqual([]);
    expect(worldOf(scenario)).toEqual(before);
    expect(await view(scenario)).toMatchObject({
      state: 'removed',
      peerings: [],
      warnings: [],
      cost: { perHour: 0, unknown: [] },
      run: { run: 2, kind: 'remove', outcome: 'removed', cost },
    });
    expect(JSON.parse(ended.output ?? '')).toMatchObject({ state: 'removed', cost });

    const again = await scenario.up(twoVpcs());
    expect(again).toMatchObject({ status: 202, body: { run: 3 } });
    expect((await view(scenario)).state).toBe('ready');
    expect((await remove(scenario)).ended.status).toBe('SUCCEEDED');
    expect(remainsIn(scenario.world, expected)).toEqual([]);
    expect(worldOf(scenario)).toEqual(before);
  });

  it('is removed twice at no harm, and again on request with force', async () => {
    const scenario = await scenarioOf();
    await scenario.up(twoVpcs());
    const ask = () => scenario.api('DELETE', '/networks/two-vpcs');
    const both = await Promise.all([ask(), ask()]);
    expect(both.map(({ status, body }) => `${status} ${body.begun}`).sort()).toEqual(['200 false', '202 true']);
    const [first, second] = both;
    expect(second.body.executionArn).toBe(first.body.executionArn);
    expect((await scenario.api('POST', '/networks', twoVpcs())).status).toBe(409);
    await scenario.machines.settled(first.body.executionArn);
    expect(await scenario.api('DELETE', '/networks/two-vpcs')).toMatchObject({ status: 200, body: { run: 2 } });
    const { body, ended } = await remove(scenario, '?force=true');
    expect([body.run, ended.status]).toEqual([3, 'SUCCEEDED']);
    expect(remainsIn(scenario.world, expected)).toEqual([]);
  });

  it('keeps the VPG that it had adopted, and what it had found on it', async () => {
    const vpgId = 'aaaaaaaa-0000-4000-8000-00000000000a';
    const scenario = await scenarioOf({ world: { ...defaultWorldFile(), vpgs: [{ vpgId }] } });
    const before = worldOf(scenario);
    await scenario.up(twoVpcs({ vpg: { vpgId } }));
    const { ended } = await remove(scenario);
    expect(ended.status).toBe('SUCCEEDED');
    expect([...scenario.world.vpgs.keys()]).toEqual([vpgId]);
    const [vpg] = scenario.world.vpgs.values();
    expect(vpg && vpgStatus(vpg, scenario.clock.now())).toBe('running');
    expect([...scenario.world.peerings.values()].every(({ forgottenBySoracom }) => forgottenBySoracom)).toBe(true);
    expect(worldOf(scenario)).toEqual(before);
  });
});

describe('A network that is half made', () => {
  const cases: [string, string][] = [
    ['before the VPG', 'soracom.listVirtualPrivateGateways'],
    ['at the VPG', 'soracom.createVirtualPrivateGateway'],
    ['at the peerings', 'soracom.createVpcPeeringConnection'],
    ['at the acceptance', 'ec2.AcceptVpcPeeringConnection'],
    ['at the routes', 'ec2.CreateRoute'],
    ['at the group', 'soracom.putConfigurationParameters'],
    ['at the SIMs', 'soracom.deleteSimSession'],
  ];
  it.each(cases)('%s is removed', async (_, operation) => {
    const outcome = operation.startsWith('ec2')
      ? { error: 'UnauthorizedOperation', status: 403 }
      : { error: 'AUM0001', status: 403 };
    const times = operation.includes('createVpc') || operation.startsWith('ec2') ? 2 : 1;
    const scenario = await scenarioOf({ faults: { faults: { [operation]: [{ ...outcome, times }] } } });
    const before = worldOf(scenario);
    await scenario.up(twoVpcs());
    if (!operation.includes('Session')) expect((await view(scenario)).state).toBe('failed');
    const { ended } = await remove(scenario);
    expect(ended.status).toBe('SUCCEEDED');
    expect(remainsIn(scenario.world, expected)).toEqual([]);
    expect(worldOf(scenario)).toEqual(before);
  });
});

describe('A network in the making', () => {
  /** Lets time go on in small steps until something has come to pass. */
  const until = (scenario: Scenario, happened: () => boolean) =>
    scenario.clock.turn(async () => {
      while (!happened()) await scenario.clock.sleep(1);
    });

  it.each([
    'FIND_VPG_STARTED',
    'CREATE_VPG_STARTED',
    'CREATE_VPG_COMPLETED',
    'CREATE_PEERING_STARTED',
    'ACCEPT_PEERING_STARTED',
    'ADD_ROUTES_STARTED',
    'SET_GROUP_STARTED',
    'RECONNECT_SIMS_STARTED',
  ])('is removed when its run is stopped at %s: what its function still does goes too', async (code) => {
    const lines: string[] = [];
    const scenario = await scenarioOf({ log: (line) => lines.push(line.code) });
    const before = worldOf(scenario);
    const { body } = await scenario.api('POST', '/networks', twoVpcs());
    await until(scenario, () => lines.includes(code));
    const { ended } = await remove(scenario);
    expect((await scenario.machines.settled(body.executionArn)).status).toBe('ABORTED');
    expect(ended.status).toBe('SUCCEEDED');
    expect(remainsIn(scenario.world, expected)).toEqual([]);
    expect(worldOf(scenario)).toEqual(before);
    expect((await view(scenario)).state).toBe('removed');
  });
});

describe('What others have on the VPG', () => {
  const other = '00000000-0000-4000-8000-000000000002';

  async function withOthers(): Promise<Scenario> {
    const file = defaultWorldFile() as { groups: object[] };
    const scenario = await scenarioOf({ world: { ...file, groups: [...file.groups, { groupId: other }] } });
    await scenario.up(twoVpcs());
    const [vpg] = scenario.world.vpgs.values();
    const group = scenario.world.groups.get(other);
    if (!vpg || !group) throw new Error('both are there');
    group.configuration.SoracomAir = { useVpg: true, vpgId: vpg.vpgId };
    return scenario;
  }

  it('stops the removal before anything is changed, and is named', async () => {
    const scenario = await withOthers();
    const { ended } = await remove(scenario);
    expect(ended).toMatchObject({ status: 'FAILED', error: 'VpgInUse' });
    expect(ended.cause).toContain(`group ${other} is set to use it, and its SIMs lose their way to the VPCs`);
    expect(ended.cause).toMatch(/What exists now: VPG .* \(running\); peering .*\(active\)/);
    expect(ended.cause).toContain('This run removed and changed nothing: all stands as before.\nWhat exists now');
    expect(ended.cause).toContain("It costs ¥20 per hour, plus the VPG's own fee (price not known)");
    expect(groupOf(scenario)).toMatchObject({ useVpg: true });
    expect(await view(scenario)).toMatchObject({
      state: 'failed',
      run: { kind: 'remove', error: 'VpgInUse', untouched: true },
    });
    expect(await scenario.up(twoVpcs())).toMatchObject({ status: 202 });
    expect((await view(scenario)).state).toBe('ready');
  });

  it('is broken with force, and told', async () => {
    const scenario = await withOthers();
    const { ended } = await remove(scenario, '?force=true');
    expect(ended.status).toBe('SUCCEEDED');
    const { state, warnings } = await view(scenario);
    expect(state).toBe('removed');
    expect(warnings).toEqual([
      { field: 'vpg', message: expect.stringContaining(`was removed with force: group ${other} is set to use it`) },
    ]);
  });

  it('SIMs in session through it stop it too, although their group has left: the preview, then the run name them', async () => {
    const scenario = await withOthers();
    const [vpg] = scenario.world.vpgs.values();
    const [sim, another] = [...scenario.world.sims.values()].filter(({ session }) => session?.vpgId === vpg?.vpgId);
    const group = scenario.world.groups.get(other);
    if (!sim || !another || !group) throw new Error('all are there');
    group.configuration.SoracomAir = { useVpg: false };
    Object.assign(sim, { groupId: other });
    const preview = async () => (await scenario.api('GET', '/networks/two-vpcs/removal')).body;
    const message = `SIM ${sim.simId} (group ${other}) of other groups is in session through it`;
    expect(await preview()).toMatchObject({
      possible: false,
      inTheWay: [{ kind: 'sims', id: vpg?.vpgId, message: expect.stringContaining(message) }],
    });
    const { ended } = await remove(scenario);
    expect(ended.error).toBe('VpgInUse');
    expect(ended.cause).toContain(message);
    expect(ended.cause).toContain('This run removed and changed nothing');

    // Once it has connected anew, nothing is in the way any more.
    sim.session = undefined;
    expect(await preview()).toMatchObject({ possible: true, inTheWay: [] });
    expect((await remove(scenario)).ended.status).toBe('SUCCEEDED');
  });

  it('a session that begins after the first look stops it before the peerings go', async () => {
    const file = defaultWorldFile() as { groups: object[] };
    let begin = () => {};
    const scenario = await scenarioOf({
      world: { ...file, groups: [...file.groups, { groupId: other, sims: [{ online: true }] }] },
      // Our group is given back after the first look.
      watchCalls: (call) => call === 'soracom.deleteConfigurationParameter' && begin(),
    });
    await scenario.up(twoVpcs());
    const [vpg] = scenario.world.vpgs.values();
    const sim = [...scenario.world.sims.values()].find(({ groupId: of }) => of === other);
    if (!vpg || !sim) throw new Error('both are there');
    begin = () => {
      sim.session = { vpgId: vpg.vpgId, dnsServers: [], since: scenario.clock.now() };
    };
    const { ended } = await remove(scenario);
    expect(ended).toMatchObject({ status: 'FAILED', error: 'VpgInUse' });
    expect(ended.cause).toMatch(
      new RegExp(`^Look at sessions: .* SIM ${sim.simId} \\(group ${other}\\) of other groups`),
    );
    expect(ended.cause).toMatch(/What exists now: VPG .* \(running\); peering .*\(active\); peering .*\(active\)/);
    begin = () => {};
    sim.session = undefined;
    expect((await remove(scenario)).ended.status).toBe('SUCCEEDED');
    expect(remainsIn(scenario.world, expected)).toEqual([]);
  });

  it('what force would break is told before, and what it broke after', async () => {
    const scenario = await withOthers();
    const [vpg] = scenario.world.vpgs.values();
    const [sim] = [...scenario.world.sims.values()].filter(({ session }) => session?.vpgId === vpg?.vpgId);
    Object.assign(sim ?? {}, { groupId: other });
    const { body } = await scenario.api('GET', '/networks/two-vpcs/removal');
    const before = body.inTheWay.map(({ message }: { message: string }) => message);
    expect(body.inTheWay.map(({ kind }: { kind: string }) => kind)).toEqual(['group', 'sims']);
    expect((await remove(scenario, '?force=true')).ended.status).toBe('SUCCEEDED');
    const after = (await view(scenario)).warnings.map(({ message }: { message: string }) => message);
    for (const one of before) expect(after).toContain(`VPG ${vpg?.vpgId} was removed with force: ${one}.`);
  });

  it('an account that lets us in no more is told before force leaves its routes behind', async () => {
    const scenario = await scenarioOf();
    await scenario.up(twoVpcs());
    await scenario.api('PUT', '/accounts/222222222222', {
      roleArn: 'arn:aws:iam::222222222222:role/canal-accepter',
      externalId: 'not-the-one-it-asks-for',
    });
    const { body } = await scenario.api('GET', '/networks/two-vpcs/removal');
    expect(body).toMatchObject({ possible: false, inTheWay: [{ kind: 'account', id: '222222222222' }] });
    expect(body.inTheWay[0].message).toMatch(/does not let us in \(.*\): our routes there are left, as black holes$/);
    expect((await remove(scenario)).ended).toMatchObject({ status: 'FAILED', error: 'Ec2Denied' });
    expect((await remove(scenario, '?force=true')).ended.status).toBe('SUCCEEDED');
  });

  it('a peering of theirs is named too', async () => {
    const scenario = await scenarioOf();
    await scenario.up(twoVpcs());
    const [vpg] = scenario.world.vpgs.values();
    if (!vpg) throw new Error('it is there');
    const foreign = scenario.world.requestPeering(vpg, {
      peerOwnerId: '111111111111',
      peerVpcId: 'vpc-0c3333333333333c3',
      peerRegion: 'ap-northeast-1',
      destinationCidrBlock: '192.168.0.0/16',
    });
    const { ended } = await remove(scenario);
    expect(ended.error).toBe('VpgInUse');
    expect(ended.cause).toContain(`peering ${foreign.id} to vpc-0c3333333333333c3 of account 111111111111`);
    expect((await remove(scenario, '?force=true')).ended.status).toBe('SUCCEEDED');
  });

  it('a key that somebody has set since is left and told, and so is a route that points elsewhere', async () => {
    const scenario = await scenarioOf();
    await scenario.up(twoVpcs());
    const air = groupOf(scenario);
    if (air) air.dnsServers = ['10.9.9.9'];
    const tables = [...scenario.world.accounts.values()].flatMap(({ regions }) =>
      [...regions.values()].flatMap(({ routeTables }) => [...routeTables.values()]),
    );
    const route = tables
      .flatMap(({ routes }) => routes)
      .find(({ destinationCidrBlock }) => destinationCidrBlock === '100.67.0.0/24');
    if (!route) throw new Error('it is there');
    Object.assign(route, { vpcPeeringConnectionId: undefined, gatewayId: 'igw-0a1111111111111a1' });
    const { ended } = await remove(scenario);
    expect(ended.status).toBe('SUCCEEDED');
    expect(groupOf(scenario)).toEqual({ userdata: 'kept-as-it-is', useCustomDns: true, dnsServers: ['10.9.9.9'] });
    expect(route.gatewayId).toBe('igw-0a1111111111111a1');
    const { warnings } = await view(scenario);
    expect(warnings.map(({ message }: { message: string }) => message)).toEqual([
      expect.stringContaining('useCustomDns and dnsServers were changed by somebody since'),
      expect.stringMatching(/^the route of rtb-.* points to igw-0a1111111111111a1 now, and is left alone\.$/),
    ]);
  });
});

describe('A removal under faults', () => {
  const calls = [
    'soracom.terminateVirtualPrivateGateway',
    'soracom.deleteVpcPeeringConnection',
    'soracom.deleteConfigurationParameter',
    'soracom.putConfigurationParameters',
    'ec2.DeleteRoute',
    'states.StartExecution',
    'function.terminate-vpg',
    'function.delete-peering',
    'function.finish-removal',
  ];
  const outcomes = (call: string): object[] =>
    call.startsWith('function')
      ? [{ killed: 'before' }, { killed: 'after' }]
      : [{ noAnswer: 'before' }, { noAnswer: 'after' }, { error: 'AGW0000', status: 503 }];
  const cases = calls.flatMap((call) => outcomes(call).map((outcome) => ({ call, outcome })));

  it.each(cases)('$call $outcome is harmless', async ({ call, outcome }) => {
    // Provisioning calls some of them once before.
    const skip = call.endsWith('putConfigurationParameters') || call.endsWith('StartExecution') ? ['ok'] : [];
    const scenario = await scenarioOf({ faults: { faults: { [call]: [...skip, outcome] } } });
    const before = worldOf(scenario);
    await scenario.up(twoVpcs());
    const asked = await scenario.api('DELETE', '/networks/two-vpcs');
    const again = asked.status >= 500 ? await scenario.api('DELETE', '/networks/two-vpcs') : asked;
    expect((await scenario.machines.settled(again.body.executionArn)).status).toBe('SUCCEEDED');
    expect(remainsIn(scenario.world, expected)).toEqual([]);
    expect(worldOf(scenario)).toEqual(before);
  });

  it('that fails in the middle says what is left and what it costs; again, it goes on', async () => {
    const refused = { error: 'VPG0001', status: 400, message: 'Not now.' };
    const scenario = await scenarioOf({
      faults: { faults: { 'soracom.terminateVirtualPrivateGateway': [refused] } },
    });
    await scenario.up(twoVpcs());
    const { ended, body } = await remove(scenario);
    await expect(scenario.history(body.executionArn)).toMatchFileSnapshot('../fixtures/histories/removal-failed.txt');
    expect(ended).toMatchObject({ status: 'FAILED', error: 'SoracomRejected' });
    expect(ended.cause).toMatch(/^Terminate VPG: SORACOM rejected .*\nWhat exists now: VPG [\w-]+ \(running\)\.\n/);
    expect(ended.cause).toContain(
      "It costs the VPG's own fee (price not known) per hour, tax-exclusive, until it is removed.",
    );
    expect((await remove(scenario)).ended.status).toBe('SUCCEEDED');
    expect(remainsIn(scenario.world, expected)).toEqual([]);
  });
});

describe('A removal that is stopped at any moment', () => {
  it('goes on when it is asked for again: nothing billable is left, nothing foreign touched', {
    timeout: 60_000,
  }, async () => {
    const moments = fc.array(fc.integer({ min: 0, max: 110 }), { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(moments, async (waits) => {
        const scenario = await openScenario();
        const before = worldOf(scenario);
        await scenario.up(twoVpcs());
        for (const seconds of waits) {
          const { body } = await scenario.api('DELETE', '/networks/two-vpcs');
          await scenario.clock.turn(() => scenario.clock.sleep(seconds * 1000));
          await scenario.fetch('/', {
            method: 'POST',
            headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AWSStepFunctions.StopExecution' },
            body: JSON.stringify({ executionArn: body.executionArn }),
          });
        }
        await remove(scenario);
        expect((await view(scenario)).state).toBe('removed');
        expect(remainsIn(scenario.world, expected)).toEqual([]);
        expect(worldOf(scenario)).toEqual(before);
        await scenario.close();
      }),
      { numRuns: 6 },
    );
  });
});
