import { afterEach, describe, expect, it } from 'vitest';
import { audit, remainsIn } from '../support/audit.ts';
import {
  airOf,
  dnsHostId,
  dnsHostVpc,
  dnsPlant,
  dnsRegion,
  dnsWorld,
  down,
  groupIds,
  ofNetwork,
  openDnsScenario,
  runOf,
  servedBy,
  standingOf,
} from '../support/dns-scenario.ts';
import type { Scenario } from '../support/scenario.ts';

let scenario: Scenario;
afterEach(() => scenario.close());

const own = {
  network: 'plant-1',
  stack: '111111111111/ap-northeast-1/sandbox',
  peerVpcIds: ['vpc-0a1111111111111a1', dnsHostVpc],
};
const one = ['subnet', 'route table', 'security group', 'ENI'];

type Fault = Record<string, unknown>;
type Plan = Record<string, (Fault | 'ok')[]>;

/** The calls that build a place and take it back, in two parts: a state tries six times. The host is registered before. */
const calls = {
  first: (fault: Fault): Plan => ({
    'ec2.DescribeInstances': ['ok', fault],
    'ec2.DescribeInstanceTypes': ['ok', fault],
    'ec2.CreateSubnet': [fault],
    'ec2.CreateRouteTable': [fault],
    'ec2.CreateRoute': ['ok', fault], // the first one leads from the app's VPC
    'ec2.AssociateRouteTable': [fault],
    'ec2.DetachNetworkInterface': [fault],
    'ec2.DeleteNetworkInterface': [fault],
    'ec2.DeleteSecurityGroup': [fault],
  }),
  second: (fault: Fault): Plan => ({
    'ec2.CreateSecurityGroup': [fault],
    'ec2.AuthorizeSecurityGroupIngress': [fault],
    'ec2.CreateNetworkInterface': [fault],
    'ec2.AttachNetworkInterface': [fault],
    's3.PutObject': [fault, 'ok', 'ok', fault], // it comes, the other one comes, it goes
    'ssm.SendCommand': [fault, 'ok', 'ok', fault],
    'ssm.GetCommandInvocation': [fault],
    'ec2.DisassociateRouteTable': [fault],
    'ec2.DeleteRouteTable': [fault],
    'ec2.DeleteSubnet': [fault],
  }),
  functions: (fault: Fault): Plan =>
    Object.fromEntries(
      ['take-place', 'build-place', 'publish-dns', 'look-at-dns', 'leave-dns', 'clear-place', 'free-place'].map(
        (name) => [`function.${name}`, [fault]],
      ),
    ),
};

/** Opens a scenario in which these calls go wrong; what of it has not happened in the end is told. */
async function open(faults: Plan): Promise<() => string[]> {
  const met: string[] = [];
  scenario = await openDnsScenario({
    world: dnsWorld(),
    faults: { faults },
    watchCalls: (call, fault) => fault && met.push(call),
  });
  const planned = Object.entries(faults).flatMap(([call, list]) => list.flatMap((each) => (each === 'ok' ? [] : call)));
  return () => {
    for (const call of met) if (planned.includes(call)) planned.splice(planned.indexOf(call), 1);
    return planned;
  };
}

/** The network stands once, is served, and what is not its own is as it was. */
function expectStanding(): void {
  expect(audit(scenario.world, own)).toEqual([]);
  expect(standingOf(scenario, 'plant-1')).toEqual(one);
  expect(servedBy(scenario).toSorted()).toEqual(['plant-1', 'plant-2']);
  const [nic] = ofNetwork(dnsRegion(scenario).networkInterfaces, 'plant-1');
  expect(nic).toMatchObject({ attachment: { instanceId: dnsHostId, deviceIndex: 1 } });
  const [table] = ofNetwork(dnsRegion(scenario).routeTables, 'plant-1');
  expect(table?.routes.filter(({ origin }) => origin === 'CreateRoute')).toHaveLength(1);
  expect(airOf(scenario)).toMatchObject({ dnsServers: ['10.0.64.4'] });
}

async function expectGone(): Promise<void> {
  expect(standingOf(scenario, 'plant-1')).toEqual([]);
  expect(standingOf(scenario, 'plant-2')).toEqual(one);
  expect(servedBy(scenario)).toEqual(['plant-2']);
  const { tenants } = (await scenario.api('GET', '/dns-hosts/tokyo-1')).body;
  expect(tenants.map((tenant: { network: string }) => tenant.network)).toEqual(['plant-2']);
}

const throttled = (call: string): Fault =>
  ({
    ec2: { error: 'RequestLimitExceeded', status: 503 },
    s3: { error: 'SlowDown', status: 503 },
    ssm: { error: 'ThrottlingException' },
  })[call.split('.')[0] as 'ec2' | 's3' | 'ssm'];
const throttledAll = (plan: Plan): Plan =>
  Object.fromEntries(
    Object.entries(plan).map(([call, list]) => [call, list.map((each) => (each === 'ok' ? each : throttled(call)))]),
  );

/** A network comes and goes, by its removal or by its file, while its calls go wrong; another one stands beside it. */
async function comeAndGo(plan: Plan, goes: 'down' | 'without dns'): Promise<void> {
  const left = await open(plan);
  await scenario.up(dnsPlant('plant-1'));
  expect(await runOf(scenario, 'plant-1')).toMatchObject({ outcome: 'ready' });
  await scenario.up(dnsPlant('plant-2', {}, groupIds[1]));
  expectStanding();
  if (goes === 'without dns') {
    const { dns: _, ...without } = dnsPlant('plant-1');
    await scenario.up(without);
    expect(await runOf(scenario, 'plant-1')).toMatchObject({ run: 2, outcome: 'ready' });
    await expectGone();
  }
  expect(await down(scenario, 'plant-1')).toMatchObject({ state: 'removed' });
  await expectGone();
  expect(remainsIn(scenario.world, own)).toEqual([]);
  expect(left()).toEqual([]);
}

describe('A place is found or made once, and given back whole, when each of its calls', () => {
  const kinds: [string, Fault][] = [
    ['loses its answer after its effect', { cut: 'after' }],
    ['is the last of a function that is killed', { killed: 'after' }],
    ['comes never, because its function is killed', { killed: 'before' }],
  ];
  it.each(kinds)('%s', async (_, fault) => {
    await comeAndGo(calls.first(fault), 'down');
    await scenario.close();
    await comeAndGo(calls.second(fault), 'without dns');
  });

  it('is throttled', async () => {
    await comeAndGo(throttledAll(calls.first({})), 'without dns');
    await scenario.close();
    await comeAndGo(throttledAll(calls.second({})), 'down');
  });

  it.each([['before'], ['after']])('belongs to a function that is killed %s its work', async (killed) => {
    await comeAndGo(calls.functions({ killed }), killed === 'before' ? 'down' : 'without dns');
  });
});
