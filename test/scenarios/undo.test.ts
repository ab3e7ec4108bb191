import { describe, expect, it } from 'vitest';
import { foreignFacts, remainsIn, tables } from '../support/audit.ts';
import { eachScenario } from '../support/each-scenario.ts';
import { defaultWorldFile, type Scenario, twoVpcs } from '../support/scenario.ts';

const openOne = eachScenario();

const groupId = '00000000-0000-4000-8000-000000000001';
const expected = {
  network: 'two-vpcs',
  stack: '111111111111/ap-northeast-1/sandbox',
  peerVpcIds: ['vpc-0a1111111111111a1', 'vpc-0b2222222222222b1'],
};
const refused = { error: 'AUM0001', status: 403 };
const air = (scenario: Scenario) => structuredClone(scenario.world.groups.get(groupId)?.configuration.SoracomAir);
const routes = (scenario: Scenario) =>
  foreignFacts(scenario.world, expected).filter((fact) => fact.startsWith('route '));

/** A sandbox with faults. */
async function scenarioOf(faults: Record<string, unknown>): Promise<Scenario> {
  return openOne({ faults: { faults } });
}

/** A run of a file that says onFailure: remove; its end. */
async function run(scenario: Scenario, change: Record<string, unknown> = {}) {
  const { body } = await scenario.up(twoVpcs({ onFailure: 'remove', ...change }));
  return { ...(await scenario.machines.settled(body.executionArn)), executionArn: body.executionArn as string };
}

describe('A failed run with onFailure: remove', () => {
  const cases: [string, Record<string, unknown>][] = [
    ['the peerings', { 'soracom.createVpcPeeringConnection': [{ ...refused, times: 2 }] }],
    [
      'the acceptance',
      { 'ec2.AcceptVpcPeeringConnection': [{ error: 'UnauthorizedOperation', status: 403, times: 2 }] },
    ],
    ['the routes', { 'ec2.CreateRoute': ['ok', { error: 'UnauthorizedOperation', status: 403 }] }],
    ['the group', { 'soracom.putConfigurationParameters': [refused] }],
    ['the SIMs', { 'soracom.listSubscribersInGroup': ['ok', refused] }],
  ];
  it.each(cases)('at %s leaves nothing of it, and says what was undone', async (_, faults) => {
    const scenario = await scenarioOf(faults);
    const before = { air: air(scenario), routes: routes(scenario) };
    const ended = await run(scenario);
    expect(ended.status).toBe('FAILED');
    expect(ended.cause).toMatch(
      /\nThis run was undone \(onFailure: remove\): .*VPG [\w-]+ was terminated\. What stood before/,
    );
    expect(ended.cause).toContain('Nothing of this network exists at SORACOM, so it costs nothing.');
    expect(remainsIn(scenario.world, expected)).toEqual([]);
    expect({ air: air(scenario), routes: routes(scenario) }).toEqual(before);
    expect((await scenario.api('GET', '/networks/two-vpcs')).body).toMatchObject({ state: 'failed', peerings: [] });
  });

  it('leaves what stood before it: the group has what the run found, the VPG and the other peering stay', async () => {
    const scenario = await scenarioOf({ 'soracom.listSubscribersInGroup': ['ok', 'ok', 'ok', refused] });
    const [app, dns] = twoVpcs().peerings as object[];
    expect((await run(scenario, { peerings: [dns] })).status).toBe('SUCCEEDED');
    const before = { air: air(scenario), remains: remainsIn(scenario.world, expected) };
    const ended = await run(scenario, { peerings: [dns, app], airGroup: { groupId, dnsServers: ['10.0.0.54'] } });
    expect(ended.status).toBe('FAILED');
    await expect(scenario.history(ended.executionArn)).toMatchFileSnapshot('../fixtures/histories/undone.txt');
    expect(ended.cause).toContain(
      `group ${groupId} has what it had before this run; peering app was deleted. What stood`,
    );
    expect({ air: air(scenario), remains: remainsIn(scenario.world, expected) }).toEqual(before);
  });

  it('leaves the routes and the DNS servers of a file that it was to change', async () => {
    const scenario = await scenarioOf({ 'soracom.listSubscribersInGroup': ['ok', 'ok', 'ok', refused] });
    expect((await run(scenario)).status).toBe('SUCCEEDED');
    const own = () => tables(scenario.world).map(({ table }) => [table.routeTableId, structuredClone(table.routes)]);
    const before = { air: air(scenario), routes: own(), remains: remainsIn(scenario.world, expected) };
    const [app, dns] = twoVpcs().peerings as object[];
    const ended = await run(scenario, {
      peerings: [{ ...app, routeTables: 'all' }, dns],
      airGroup: { groupId, dnsServers: ['10.0.0.54'] },
    });
    expect([ended.status, ended.cause]).toEqual(['FAILED', expect.stringContaining('This run was undone')]);
    expect({ air: air(scenario), routes: own(), remains: remainsIn(scenario.world, expected) }).toEqual(before);
  });

  it('deletes a route that it made moments ago and that EC2 does not show yet', async () => {
    const refusal = { error: 'UnauthorizedOperation', status: 403 };
    const world = { ...defaultWorldFile(), behaviour: { ec2DescribeLagSeconds: 12 } };
    const scenario = await openOne({ world, faults: { faults: { 'ec2.CreateRoute': ['ok', refusal] } } });
    expect((await run(scenario)).cause).toMatch(/This run was undone/);
    expect(remainsIn(scenario.world, expected)).toEqual([]);
  });

  it('says so when undoing fails, and names what is left; a removal then takes it', async () => {
    const scenario = await scenarioOf({
      'ec2.CreateRoute': [{ error: 'UnauthorizedOperation', status: 403, times: 2 }],
      'soracom.terminateVirtualPrivateGateway': [{ error: 'VPG0001', status: 400, message: 'Not now.' }],
    });
    const ended = await run(scenario);
    expect(ended.error).toBe('Ec2Denied');
    expect(ended.cause).toMatch(
      /This run was to be undone \(onFailure: remove\), which failed at Terminate VPG: SORACOM rejected/,
    );
    expect(ended.cause).toMatch(/What exists now: VPG [\w-]+ \(running\)\./);
    const { body } = await scenario.api('DELETE', '/networks/two-vpcs');
    expect((await scenario.machines.settled(body.executionArn)).status).toBe('SUCCEEDED');
    expect(remainsIn(scenario.world, expected)).toEqual([]);
  });
});
