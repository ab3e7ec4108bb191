import { afterEach, describe, expect, it } from 'vitest';
import { defaultWorld } from '../../src/sandbox/world/populate.ts';
import { openScenario, type Scenario } from '../support/scenario.ts';

const instanceId = 'i-0c3333333333333c1';
const pool = '10.0.64.0/20';
let scenario: Scenario;
afterEach(() => scenario.close());

const put = (body: object, name = 'tokyo-1') => scenario.api('PUT', `/dns-hosts/${name}`, body);

describe('The registry of DNS hosts', () => {
  it('keeps what EC2 says of an instance, lists it, reads it anew, and forgets it', async () => {
    scenario = await openScenario();
    expect(await scenario.api('GET', '/dns-hosts')).toMatchObject({ status: 200, body: { dnsHosts: [] } });
    const made = await put({ instanceId, pool });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      name: 'tokyo-1',
      instanceId,
      pool,
      region: 'ap-northeast-1',
      accountId: '111111111111',
      vpcId: 'vpc-0c3333333333333c1',
      vpcCidrBlocks: ['10.0.0.0/16'],
      availabilityZone: 'ap-northeast-1a',
      instanceType: 't3.small',
      mostInterfaces: 3,
      maintenanceInterfaceId: 'eni-0c3333333333333c1',
      places: 2,
      free: 2,
      foreign: 0,
      limit: 'interfaces',
      tenants: [],
    });
    expect((await put({ instanceId, pool })).status).toBe(200);
    const listed = await scenario.api('GET', '/dns-hosts');
    expect(listed.body.dnsHosts.map(({ name }: { name: string }) => name)).toEqual(['tokyo-1']);
    expect((await scenario.api('GET', '/dns-hosts/tokyo-1')).body).toMatchObject({ instanceId });
    expect(await scenario.api('DELETE', '/dns-hosts/tokyo-1')).toMatchObject({ status: 200, body: { removed: true } });
    expect((await scenario.api('DELETE', '/dns-hosts/tokyo-1')).status).toBe(404);
  });

  it('refuses what cannot be a DNS host, each fault with its field', async () => {
    scenario = await openScenario();
    const fields = async (body: object, name?: string) => {
      const { status, body: problem } = await put(body, name);
      return [status, ...(problem.faults ?? []).map((one: { field: string }) => one.field)];
    };
    expect(await fields({ instanceId: 'tokyo', pool: '10.0.64.1/20' }, 'Tokyo')).toEqual([
      400,
      'name',
      'instanceId',
      'pool',
    ]);
    expect(await fields({ instanceId, pool: '10.9.0.0/20' })).toEqual([400, 'pool']);
    expect(await fields({ instanceId, pool: '10.0.0.0/20' })).toEqual([400, 'pool']);
    expect(await fields({ instanceId, pool: '10.0.64.0/29' })).toEqual([400, 'pool']);
    const elsewhere = await put({ instanceId: 'i-0123456789abcdef0', pool });
    expect(elsewhere.status).toBe(404);
    expect(elsewhere.body.detail).toContain('must be in the account of this installation');
    await put({ instanceId, pool });
    expect(await fields({ instanceId, pool: '10.0.64.0/24' }, 'tokyo-2')).toEqual([400, 'pool', 'instanceId']);
    expect((await scenario.api('GET', '/dns-hosts')).body.dnsHosts).toHaveLength(1);
  });

  it('counts no place as free at which an ENI of others stands', async () => {
    const world = defaultWorld();
    const vpc = world.accounts.flatMap(({ vpcs }) => vpcs).find(({ instances }) => instances.length > 0);
    const [maintenance] = vpc?.networkInterfaces ?? [];
    if (!vpc || !maintenance) throw new Error('The world has no DNS host.');
    const stranger = { networkInterfaceId: 'eni-0d4444444444444d1', privateIpAddresses: ['10.0.0.77'], deviceIndex: 1 };
    vpc.networkInterfaces.push({ ...maintenance, ...stranger });
    scenario = await openScenario({ world });
    expect((await put({ instanceId, pool })).body).toMatchObject({ places: 2, free: 1, foreign: 1 });
    expect((await scenario.api('GET', '/dns-hosts')).body.dnsHosts).toMatchObject([{ free: 1, foreign: 1 }]);
  });

  it('refuses an instance whose type takes no tenant', async () => {
    const world = defaultWorld();
    for (const { vpcs } of world.accounts)
      for (const { instances } of vpcs) for (const one of instances) one.instanceType = 'm8g.none';
    scenario = await openScenario({ world });
    expect((await put({ instanceId, pool })).status).toBe(502);
  });
});
