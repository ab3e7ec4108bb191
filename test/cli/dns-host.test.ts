import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cli } from '../../src/cli/cli.ts';
import { type Scripted, scriptedApi } from './scripted-api.ts';
import { stage } from './stage.ts';

const url = 'http://127.0.0.1:4700';
const at = '/dns-hosts/tokyo-1';
const host = {
  name: 'tokyo-1',
  instanceId: 'i-0c3333333333333c1',
  instanceType: 't3.small',
  mostInterfaces: 3,
  maintenanceInterfaceId: 'eni-0c3333333333333c1',
  vpcId: 'vpc-0c3333333333333c1',
  availabilityZone: 'ap-northeast-1a',
  pool: '10.0.64.0/20',
  places: 2,
  free: 2,
  foreign: 0,
  limit: 'interfaces',
  tenants: [] as object[],
};
const tenant = (network: string, deviceIndex: number, answers: boolean) => ({
  network,
  deviceIndex,
  address: `10.0.64.${deviceIndex * 16 - 12}`,
  answers,
});
const add = ['add', 'tokyo-1', '--instance-id', host.instanceId, '--pool', host.pool];

async function dnsHost(line: readonly string[], script: Record<string, readonly Scripted[]> = {}) {
  const api = scriptedApi(script);
  const set = stage({ fetch: api.fetch, env: { CANAL_ENDPOINT: url } });
  const exitCode = await cli(['dns-host', ...line], '1', set.surroundings);
  return { exitCode, stdout: set.stdout().replace(/^SIMULATED: .*\n\n/, ''), stderr: set.stderr(), asked: api.asked };
}

describe('canal dns-host', () => {
  it('adds an instance, and says how many tenants it takes and which ENI stays for maintenance', async () => {
    const { exitCode, stdout, asked } = await dnsHost(add, { [`PUT ${at}`]: [{ status: 201, body: host }] });
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: [
        'DNS host tokyo-1 is registered: i-0c3333333333333c1 (t3.small) in vpc-0c3333333333333c1, ap-northeast-1a.',
        '2 of 2 places are free; t3.small allows 3 ENIs, the first is for maintenance; eni-0c3333333333333c1 stays for maintenance.',
        '',
      ].join('\n'),
    });
    expect(asked[0]?.body).toEqual({ instanceId: host.instanceId, pool: host.pool });
  });

  it('names the Region where it is told one, and the pool where that is the limit', async () => {
    const small = { ...host, places: 2, free: 1, foreign: 1, limit: 'pool', pool: '10.0.64.0/28' };
    const { stdout, asked } = await dnsHost([...add, '--host-region', 'us-east-1'], {
      [`PUT ${at}`]: [{ body: small }],
    });
    expect(stdout).toContain(
      '1 of 2 places are free, 1 taken by ENIs that are not ours; the pool 10.0.64.0/28 sets the limit;',
    );
    expect(asked[0]?.body).toMatchObject({ region: 'us-east-1' });
  });

  it('lists hosts with their free places and their limit, then tenants with whether they answer', async () => {
    const used = { ...host, free: 0, tenants: [tenant('plant-1', 1, true), tenant('plant-2', 2, false)] };
    const other = {
      ...host,
      name: 'tokyo-2',
      instanceId: 'i-0d',
      places: 1,
      free: 0,
      foreign: 1,
      limit: 'pool',
      pool: '10.0.128.0/28',
    };
    const { stdout } = await dnsHost(['list'], { 'GET /dns-hosts': [{ body: { dnsHosts: [used, other] } }] });
    expect(stdout).toBe(
      [
        'DNS HOST  INSTANCE             VPC                    TENANTS  FREE  LIMIT',
        'tokyo-1   i-0c3333333333333c1  vpc-0c3333333333333c1  2 of 2   0     3 ENIs of t3.small',
        'tokyo-2   i-0d                 vpc-0c3333333333333c1  0 of 1   0     pool 10.0.128.0/28, 1 not ours',
        '',
        'DNS HOST  NETWORK  ADDRESS     DNS',
        'tokyo-1   plant-1  10.0.64.4   answers',
        'tokyo-1   plant-2  10.0.64.20  not yet',
        '',
      ].join('\n'),
    );
  });

  it('says that there are none, and gives the list as one JSON document', async () => {
    const none = { 'GET /dns-hosts': [{ body: { dnsHosts: [] } }] };
    expect((await dnsHost(['list'], none)).stdout).toBe('No DNS hosts are registered.\n');
    expect(JSON.parse((await dnsHost(['list', '--json'], none)).stdout)).toEqual({ dnsHosts: [], simulated: true });
  });

  it('removes one, and says that its instance stays', async () => {
    const script = { [`DELETE ${at}`]: [{ body: { name: 'tokyo-1', removed: true } }] };
    expect(await dnsHost(['remove', 'tokyo-1'], script)).toMatchObject({
      exitCode: 0,
      stdout: 'DNS host tokyo-1 is removed. Its instance stays, and costs what it did.\n',
    });
  });

  it('passes on why one that is used is not removed, and ends with 1', async () => {
    const detail =
      'DNS host tokyo-1 cannot be removed: plant-1 has a place on it. Remove those networks first (canal down NAME).';
    const body = { type: 'https://example.com/errors/DnsHostInUse', title: 'DnsHostInUse', status: 409, detail };
    const { exitCode, stdout, stderr } = await dnsHost(['remove', 'tokyo-1'], {
      [`DELETE ${at}`]: [{ status: 409, body }],
    });
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toContain(detail);
  });

  const nic = (deviceIndex: number, network?: string) => ({
    deviceIndex,
    networkInterfaceId: `eni-${deviceIndex}`,
    macAddress: `06:00:00:00:00:0${deviceIndex}`,
    address: `10.0.64.${deviceIndex * 16 - 12}`,
    ...(network ? { network, subnetCidrBlock: `10.0.64.${deviceIndex * 16 - 16}/28` } : {}),
  });
  const shown = (...interfaces: object[]) => ({
    [`GET ${at}/interfaces`]: [{ body: { name: 'tokyo-1', instanceId: host.instanceId, interfaces } }],
  });

  it("prints the files for systemd-networkd of the networks' ENIs, and none of the maintenance ENI", async () => {
    const { exitCode, stdout } = await dnsHost(['networkd', 'tokyo-1'], shown(nic(0), nic(1, 'plant-1'), nic(2, 'b')));
    expect(exitCode).toBe(0);
    expect(stdout.match(/^# \/etc.*$/gm)).toEqual([
      '# /etc/systemd/network/70-canal-plant-1.network',
      '# /etc/systemd/network/70-canal-b.network',
    ]);
    expect(stdout).toContain('MACAddress=06:00:00:00:00:01');
    expect(stdout).toContain('From=10.0.64.4\nTable=10001');
    expect(stdout).not.toContain('06:00:00:00:00:00');
    expect((await dnsHost(['networkd', 'tokyo-1'], shown(nic(0)))).stdout).toBe(
      'No network has an ENI on DNS host tokyo-1.\n',
    );
  });

  it('writes them into a directory, and names those that are of nobody any more', async () => {
    const out = mkdtempSync(join(tmpdir(), 'networkd-'));
    try {
      writeFileSync(join(out, '70-canal-gone.network'), '');
      const told = await dnsHost(['networkd', 'tokyo-1', '--out', out], shown(nic(0), nic(1, 'plant-1')));
      expect(told.exitCode).toBe(0);
      expect(told.stdout).toContain(`${join(out, '70-canal-gone.network')} is of a network that has no ENI on it`);
      expect(told.stdout).toContain('networkctl reload');
      expect(readFileSync(join(out, '70-canal-plant-1.network'), 'utf8')).toContain('MACAddress=06:00:00:00:00:01');
      const file = join(out, '70-canal-plant-1.network');
      const refused = await dnsHost(['networkd', 'tokyo-1', '--out', file], shown(nic(1, 'plant-1')));
      expect([refused.exitCode, refused.stderr]).toEqual([1, expect.stringContaining(`${file} cannot be written`)]);
    } finally {
      rmSync(out, { recursive: true });
    }
  });

  it('takes no name of a network for a path, whatever an API says', async () => {
    const evil = { ...nic(1), network: '../../x y', subnetCidrBlock: '10.0.64.0/28' };
    const { exitCode, stdout } = await dnsHost(['networkd', 'tokyo-1'], shown(evil));
    expect([exitCode, stdout]).toEqual([1, '']);
  });

  it.each([
    [['networkd'], 'dns-host networkd tokyo-1 --out DIR'],
    [['networkd', 'tokyo-1', '--pool', '10.0.64.0/20'], 'dns-host networkd tokyo-1 --out DIR'],
    [['list', '--out', '/tmp/x'], 'dns-host list'],
    [['add', 'tokyo-1'], 'dns-host add tokyo-1 --instance-id ID --pool 10.0.64.0/20'],
    [
      ['add', '--instance-id', 'i-1', '--pool', '10.0.64.0/20'],
      'dns-host add tokyo-1 --instance-id ID --pool 10.0.64.0/20',
    ],
    [['list', 'tokyo-1'], 'dns-host list'],
    [['list', '--pool', '10.0.64.0/20'], 'dns-host list'],
    [['remove'], 'dns-host remove tokyo-1'],
    [['remove', 'tokyo-1', '--instance-id', 'i-1'], 'dns-host remove tokyo-1'],
  ])('refuses %j and shows how it must look', async (line, right) => {
    expect(await dnsHost(line)).toMatchObject({
      exitCode: 1,
      stdout: '',
      stderr: `It must look like: npm run -s canal -- ${right}\n`,
      asked: [],
    });
  });
});
