// Measures the sandbox: networks provisioned a minute, transitions a second, memory. docs/bench.md tells what came of it.
// npm run bench:sandbox -- [--networks 2000] [--in-flight 100] [--peerings 2] [--sims 3]
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { openSandbox } from '../src/sandbox/sandbox.ts';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc');

const { values } = parseArgs({
  options: {
    networks: { type: 'string', default: '2000' },
    'in-flight': { type: 'string', default: '100' },
    peerings: { type: 'string', default: '2' },
    sims: { type: 'string', default: '3' },
  },
});
const [networks, inFlight, peerings, sims] = ['networks', 'in-flight', 'peerings', 'sims'].map((name) => {
  const value = Number(values[name]);
  if (!Number.isInteger(value) || value < 1) {
    console.error(`--${name} must be a whole number of at least 1, not ${values[name]}.`);
    process.exit(2);
  }
  return value;
});
const ownAccountId = '111111111111';
const region = 'ap-northeast-1';
/** Accounts that own VPCs hold those of so many networks each: one that held all would be no account of AWS's. */
const perAccount = 50;

const padded = (number, length, digits = 10) => number.toString(digits).padStart(length, '0');
const accountOf = (network) => `2${padded(Math.floor(network / perAccount), 11)}`;
const vpcOf = (network, peering) => `vpc-${padded(network * peerings + peering, 17, 16)}`;
const rangeOf = (peering) => `172.${16 + (peering % 16)}.0.0/16`;
const groupOf = (network) => `00000000-0000-4000-8000-${padded(network, 12)}`;
const range = (length) => Array.from({ length }, (_, index) => index);

function worldOf() {
  const accounts = new Map();
  for (const network of range(networks)) {
    const accountId = accountOf(network);
    const account = accounts.get(accountId) ?? {
      accountId,
      vpcs: [],
      roles: [{ roleName: 'canal-accepter', externalId: `external-${accountId}`, trusts: [ownAccountId] }],
    };
    accounts.set(accountId, account);
    for (const peering of range(peerings)) {
      const id = padded(network * peerings + peering, 17, 16);
      account.vpcs.push({
        vpcId: `vpc-${id}`,
        region,
        cidrBlock: rangeOf(peering),
        subnets: [{ subnetId: `subnet-${id}`, cidrBlock: rangeOf(peering).replace('/16', '/24') }],
        routeTables: [{ routeTableId: `rtb-${id}`, main: true }],
      });
    }
  }
  return {
    ownAccountId,
    accounts: [...accounts.values()],
    groups: range(networks).map((network) => ({ groupId: groupOf(network), onlineSims: sims })),
  };
}

const wishOf = (network) => ({
  name: `bench-${network}`,
  peerings: range(peerings).map((peering) => ({
    name: `vpc-${peering}`,
    peerOwnerId: accountOf(network),
    peerVpcId: vpcOf(network, peering),
    peerRegion: region,
    destinationCidrBlock: rangeOf(peering),
    routeTables: 'main',
  })),
  airGroup: { groupId: groupOf(network), dnsServers: [`172.16.0.53`] },
});

const sandbox = await openSandbox({ world: worldOf() });
const tally = { ended: 0, failed: 0, transitions: 0 };
const headings = ['networks', 'a minute', 'transitions/s', 'cpu ms each', 'rss MB', 'heap MB', 'external MB'];

function cpuMillis(since) {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
}

async function provision(network) {
  const answer = await sandbox.fetch('/networks', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(wishOf(network)),
  });
  const body = await answer.json();
  if (answer.status !== 202) throw new Error(`${answer.status}: ${JSON.stringify(body)}`);
  const { status, error, cause } = await sandbox.machines.settled(body.executionArn);
  tally.ended += 1;
  if (status !== 'SUCCEEDED') {
    tally.failed += 1;
    if (tally.failed <= 3) console.error(`bench-${network}: ${status} ${error}: ${cause}`);
  }
  for (const { type } of sandbox.machines.history(body.executionArn)) {
    if (type.endsWith('StateEntered')) tally.transitions += 1;
  }
}

function row(since, before) {
  gc();
  const { rss, heapUsed, external } = process.memoryUsage();
  const seconds = (performance.now() - since) / 1000;
  const done = tally.ended - before.ended;
  const cells = [
    tally.ended,
    ((done / seconds) * 60).toFixed(0),
    ((tally.transitions - before.transitions) / seconds).toFixed(0),
    done === 0 ? '-' : (cpuMillis(before.cpu) / done).toFixed(0),
    ...[rss, heapUsed, external].map((bytes) => (bytes / 2 ** 20).toFixed(0)),
  ];
  console.log(cells.map((cell, column) => String(cell).padStart(headings[column].length)).join('  '));
}

/** Machines that call no function: a counter in a loop, with an expression in each of its two states. */
async function interpreterAlone() {
  const [executions, rounds] = [20, 2000];
  const machine = sandbox.machines.load('bench-loop', {
    QueryLanguage: 'JSONata',
    StartAt: 'Begin',
    States: {
      Begin: { Type: 'Pass', Assign: { n: 0 }, Next: 'Count' },
      Count: { Type: 'Pass', Assign: { n: '{% $n + 1 %}' }, Next: 'Enough?' },
      'Enough?': { Type: 'Choice', Choices: [{ Condition: `{% $n >= ${rounds} %}`, Next: 'Done' }], Default: 'Count' },
      Done: { Type: 'Succeed' },
    },
  });
  const from = performance.now();
  const arns = range(executions).map(() => sandbox.machines.start(machine).arn);
  const ended = await Promise.all(arns.map((arn) => sandbox.machines.settled(arn)));
  if (ended.some(({ status }) => status !== 'SUCCEEDED')) throw new Error('The loop did not succeed.');
  const made = executions * (2 * rounds + 2);
  const rate = (made / (performance.now() - from)) * 1000;
  console.log(`the interpreter alone: ${made} transitions, ${rate.toFixed(0)} a second`);
}

console.log(`${networks} networks, ${inFlight} at once, each with ${peerings} VPCs and ${sims} SIMs`);
console.log(`Node ${process.versions.node}, ${cpus().length} cores`);
console.log(headings.join('  '));
gc();
const started = performance.now();
const startedAt = sandbox.clock.now();
let since = started;
let before = { ...tally, cpu: process.cpuUsage() };
const { cpu } = before;
row(since, before);
let next = 0;
const lane = async () => {
  while (next < networks) {
    next += 1;
    await provision(next - 1);
    if (tally.ended % Math.ceil(networks / 10) === 0) {
      row(since, before);
      [since, before] = [performance.now(), { ...tally, cpu: process.cpuUsage() }];
    }
  }
};
await Promise.all(range(Math.min(inFlight, networks)).map(lane));
const seconds = (performance.now() - started) / 1000;
const hours = (sandbox.clock.now() - startedAt) / 3600_000;
console.log(
  `${tally.ended} networks in ${seconds.toFixed(1)} s (${hours.toFixed(1)} hours of the sandbox): ` +
    `${((tally.ended / seconds) * 60).toFixed(0)} a minute, ${(tally.transitions / seconds).toFixed(0)} transitions a second, ` +
    `${(cpuMillis(cpu) / tally.ended).toFixed(0)} ms of CPU each, ${tally.failed} failed`,
);
await interpreterAlone();
await sandbox.close();
if (tally.failed > 0) process.exitCode = 1;
