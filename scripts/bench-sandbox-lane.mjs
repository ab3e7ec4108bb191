// One thread of scripts/bench-sandbox.mjs: a sandbox, and networks to provision in it.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parentPort, workerData } from 'node:worker_threads';
import { openSandbox } from '../src/sandbox/sandbox.ts';

const { networks, inFlight, peerings, sims } = workerData;
setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc');

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

async function provision(sandbox, network) {
  const answer = await sandbox.fetch('/networks', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(wishOf(network)),
  });
  const body = await answer.json();
  if (answer.status !== 202) throw new Error(`${answer.status}: ${JSON.stringify(body)}`);
  const { status, error, cause } = await sandbox.machines.settled(body.executionArn);
  const events = sandbox.machines.history(body.executionArn);
  const transitions = events.filter(({ type }) => type.endsWith('StateEntered')).length;
  const failure = status === 'SUCCEEDED' ? undefined : `bench-${network}: ${status} ${error}: ${cause}`;
  parentPort.postMessage({ name: 'ended', value: { transitions, failure } });
}

async function provisionAll(sandbox) {
  let next = 0;
  const line = async () => {
    while (next < networks) {
      next += 1;
      await provision(sandbox, next - 1);
    }
  };
  await Promise.all(range(Math.min(inFlight, networks)).map(line));
}

/** Machines that call no function: a counter in a loop, with an expression in each of its two states. */
async function interpreterAlone({ machines }) {
  const [executions, rounds] = [20, 2000];
  const machine = machines.load('bench-loop', {
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
  const arns = range(executions).map(() => machines.start(machine).arn);
  const ended = await Promise.all(arns.map((arn) => machines.settled(arn)));
  if (ended.some(({ status }) => status !== 'SUCCEEDED')) throw new Error('The loop did not succeed.');
  const made = executions * (2 * rounds + 2);
  return { made, rate: (made / (performance.now() - from)) * 1000 };
}

function memory() {
  gc();
  const { heapUsed, external } = process.memoryUsage();
  return { heapUsed, external };
}

const sandbox = await openSandbox({ world: worldOf(), tableOnDisk: true });
const does = {
  open: () => undefined,
  provision: () => provisionAll(sandbox),
  memory,
  interpreter: () => interpreterAlone(sandbox),
  close: () => sandbox.close(),
};
parentPort.on('message', async (name) => {
  parentPort.postMessage({ name, value: await does[name]() });
  if (name === 'close') parentPort.close();
});
