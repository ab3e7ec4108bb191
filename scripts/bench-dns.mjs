// What it takes to add one network to a DNS host, as hosts fill: every host on a 16xlarge with its 14 tenants, all in one
// sandbox. Needs Node 24: npm run bench:dns [-- --hosts 60 --tenants 14]. Prints medians of the sandbox's time, of the clock's
// and of the processor's.
import { parseArgs } from 'node:util';
import { openSandbox } from '../src/sandbox/sandbox.ts';

const { values } = parseArgs({
  options: { hosts: { type: 'string', default: '60' }, tenants: { type: 'string', default: '14' } },
});
const [hosts, perHost] = [Number(values.hosts), Number(values.tenants)];
const within = (number, most) => Number.isInteger(number) && number >= 1 && number <= most;
if (!within(hosts, 200) || !within(perHost, 14)) throw new Error('--hosts must be 1 to 200, --tenants 1 to 14');
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

const tenants = Array.from({ length: hosts * perHost }, (_, index) => Math.floor(index / perHost));
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
        ...Array.from({ length: hosts }, (_, n) => vpcOf(n, 'm6i.16xlarge')),
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
for (let n = 0; n < hosts; n += 1) {
  const made = await api('PUT', `/dns-hosts/host-${n}`, { instanceId: hex('i', n), pool: '10.0.64.0/20' });
  if (made.status !== 201) throw new Error(JSON.stringify(made));
}
const took = [];
for (const [n, host] of tenants.entries()) {
  const [begun, from, used] = [performance.now(), sandbox.clock.now(), process.cpuUsage()];
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
  const { user, system } = process.cpuUsage(used);
  const virtual = (sandbox.clock.now() - from) / 1000;
  took.push({ real: performance.now() - begun, virtual, cpu: (user + system) / 1000 });
  if ((n + 1) % 100 === 0) process.stderr.write(`${n + 1} of ${tenants.length} networks\n`);
}
await sandbox.close();

const median = (of, field) => of.map((one) => one[field]).sort((a, b) => a - b)[Math.floor(of.length / 2)];
const line = (what, of) =>
  console.log(
    `${what.padEnd(32)} ${String(of.length).padStart(4)} networks: ${median(of, 'virtual').toFixed(1)} s of the sandbox, ${Math.round(median(of, 'real'))} ms, ${Math.round(median(of, 'cpu'))} ms of the processor`,
  );
const quarter = Math.ceil(took.length / 4);
const ofHost = (from, to) => took.filter((_, n) => n % perHost >= from && n % perHost < to);
line('the first quarter of all', took.slice(0, quarter));
line('the last quarter of all', took.slice(-quarter));
line('the first tenant of each host', ofHost(0, 1));
line('the last tenant of each host', ofHost(perHost - 1, perHost));
