// How long it takes to add one network to a DNS host, as hosts fill: 14 tenants on a 16xlarge, then 60 hosts of 2 tenants each,
// all in one sandbox. Needs Node 24: npm run bench:dns [-- HOSTS]. Prints medians of real and of sandbox time.
import { openSandbox } from '../src/sandbox/sandbox.ts';

const hosts = Number(process.argv[2] ?? 60);
const hex = (prefix, n) => `${prefix}-${n.toString(16).padStart(17, '0')}`;
const groupOf = (n) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

/** One VPC with one instance; every host stands in a VPC of its own, because AWS allows 50 peerings in each. */
const vpcOf = (n, instanceType) => ({
  vpcId: hex('vpc', n),
  cidrBlock: '10.0.0.0/16',
  subnets: [{ subnetId: hex('subnet', n), cidrBlock: '10.0.0.0/24', availabilityZone: 'ap-northeast-1a' }],
  routeTables: [{ routeTableId: hex('rtb', n), main: true }],
  instances: [{ instanceId: hex('i', n), instanceType }],
  networkInterfaces: [
    {
      networkInterfaceId: hex('eni', n),
      subnetId: hex('subnet', n),
      privateIpAddresses: ['10.0.0.10'],
      instanceId: hex('i', n),
    },
  ],
});

const tenants = [...Array(14).fill(0), ...Array.from({ length: hosts * 2 }, (_, index) => 1 + Math.floor(index / 2))];
const app = {
  ...vpcOf(9999, 't3.small'),
  cidrBlock: '172.21.0.0/16',
  subnets: [],
  instances: [],
  networkInterfaces: [],
};
// Every network has the same app VPC, which takes 50 peerings unless the quota is raised.
const world = {
  behaviour: { activePeeringsPerVpc: 125, vpgCreationSeconds: 5 },
  accounts: [
    {
      accountId: '111111111111',
      vpcs: [
        ...Array.from({ length: Math.ceil(tenants.length / 40) }, (_, n) => ({
          ...app,
          vpcId: hex('vpc', 9000 + n),
          routeTables: [{ routeTableId: hex('rtb', 9000 + n), main: true }],
        })),
        ...Array.from({ length: hosts + 1 }, (_, n) => vpcOf(n, n === 0 ? 'm6i.16xlarge' : 't3.small')),
      ],
    },
  ],
  groups: tenants.map((_, n) => ({ groupId: groupOf(n) })),
};

const sandbox = await openSandbox({ world });
const api = async (method, path, body) => {
  const answer = await sandbox.fetch(path, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: await answer.json() };
};
for (let n = 0; n <= hosts; n += 1) {
  const made = await api('PUT', `/dns-hosts/host-${n}`, { instanceId: hex('i', n), pool: '10.0.64.0/20' });
  if (made.status !== 201) throw new Error(JSON.stringify(made));
}
const took = [];
for (const [n, host] of tenants.entries()) {
  const [begun, from] = [performance.now(), sandbox.clock.now()];
  const { body } = await api('POST', '/networks', {
    name: `plant-${n}`,
    peerings: [
      {
        name: 'app',
        peerOwnerId: '111111111111',
        peerVpcId: hex('vpc', 9000 + Math.floor(n / 40)),
        destinationCidrBlock: '172.21.0.0/16',
      },
    ],
    airGroup: { groupId: groupOf(n) },
    dns: { host: `host-${host}`, zone: 'plant.internal', records: [{ name: 'app', type: 'A', value: '172.21.10.5' }] },
  });
  const ended = await sandbox.machines.settled(body.executionArn);
  if (ended.status !== 'SUCCEEDED') throw new Error(`plant-${n}: ${ended.cause}`);
  took.push({ real: performance.now() - begun, virtual: (sandbox.clock.now() - from) / 1000 });
}
await sandbox.close();

const median = (of, field) => of.map((one) => one[field]).sort((a, b) => a - b)[Math.floor(of.length / 2)];
const line = (what, of) =>
  console.log(
    `${what.padEnd(34)} ${of.length} networks: ${median(of, 'virtual').toFixed(1)} s of the sandbox, ${Math.round(median(of, 'real'))} ms real`,
  );
const small = took.slice(14);
line('16xlarge, tenants 1 to 7', took.slice(0, 7));
line('16xlarge, tenants 8 to 14', took.slice(7, 14));
line(`${hosts} hosts, the first quarter`, small.slice(0, Math.ceil(small.length / 4)));
line(`${hosts} hosts, the last quarter`, small.slice(-Math.ceil(small.length / 4)));
