// What each function is called with in life: recorded from runs in sandboxes that then answer the measured calls. A process of its own,
// because starting another one takes the longer, the more memory the process has that starts it. Sends its parent each function's
// event and environment, and stays until the parent is gone.
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { openSandbox } from '../src/sandbox/sandbox.ts';
import { loadHandler, readStack } from '../src/sandbox/stack.ts';
import { recordedAnswers } from './bench-cold-answers.mjs';

const example = (name) => parse(readFileSync(`examples/${name}.yaml`, 'utf8'));
const [network, tenant] = ['two-vpcs', 'dns-tenant'].map(example);
const host = { instanceId: 'i-0c3333333333333c1', pool: '10.0.64.0/20' };
const json = (body) => ({ body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });

/** The functions that remove: they are measured where a network was removed. */
const removing = [
  'confirm-removal',
  'delete-peering',
  'find-remains',
  'finish-removal',
  'look-at-sessions',
  'look-for-peering',
  'look-for-vpg',
  'remove-routes',
  'restore-group',
  'terminate-vpg',
];

async function up(sandbox, api, wish) {
  const { executionArn } = await api('POST', '/networks', wish);
  await sandbox.machines.settled(executionArn);
}

async function down(sandbox, api, { name }) {
  const { executionArn } = await api('DELETE', `/networks/${name}`);
  await sandbox.machines.settled(executionArn);
}

async function tenantUp(sandbox, api) {
  await api('PUT', `/dns-hosts/${tenant.dns.host}`, host);
  await up(sandbox, api, tenant);
}

async function lived(life, faults = {}) {
  const events = new Map();
  const place = { accountId: '111111111111', region: 'ap-northeast-1', stage: 'sandbox' };
  const handlers = Object.fromEntries(
    await Promise.all(
      [...readStack(place).functions.keys()].map(async (name) => [name, await recording(name, events)]),
    ),
  );
  const sandbox = await openSandbox({ lasting: true, soracomLimit: 0, faults: { faults }, deployed: { handlers } });
  const sandboxUrl = await sandbox.listen(0);
  const api = async (method, path, body) =>
    (await sandbox.fetch(path, { method, ...(body === undefined ? {} : json(body)) })).json();
  await life(sandbox, api);
  return { sandbox, sandboxUrl, answers: await recordedAnswers(sandboxUrl), events };
}

/** A handler that keeps the first event that it is called with. */
async function recording(name, events) {
  const handler = await loadHandler(name);
  const bind = (surroundings) => {
    const bound = handler.bind(surroundings);
    return (event, context, deadline) => {
      if (!events.has(name)) events.set(name, event);
      return bound(event, context, deadline);
    };
  };
  return { bind };
}

function putEvents() {
  const entry = {
    EventBusName: 'canal-sandbox',
    Source: 'canal.network',
    DetailType: 'Network Requested',
    Detail: JSON.stringify(network),
  };
  return {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AWSEvents.PutEvents',
      authorization:
        'AWS4-HMAC-SHA256 Credential=111111111111/20260105/ap-northeast-1/events/aws4_request, SignedHeaders=host, Signature=0',
    },
    body: JSON.stringify({ Entries: [entry] }),
  };
}

/** Lives in which each function is called. */
const lives = {
  standing: await lived(async (sandbox, api) => {
    await up(sandbox, api, network);
    for (const path of ['/networks', '/costs', '/dns-hosts']) await api('GET', path);
    await api('POST', '/plans', network);
    await api('POST', '/networks/two-vpcs/check');
    await api('POST', '/sweeps');
    await sandbox.fetch('/', putEvents());
    // Past every daily schedule.
    sandbox.clock.advance(sandbox.clock.now() + 26 * 3_600_000);
    await new Promise((done) => setTimeout(done, 2_000));
  }),
  removed: await lived(async (sandbox, api) => {
    await up(sandbox, api, network);
    await down(sandbox, api, network);
  }),
  failed: await lived((sandbox, api) => up(sandbox, api, { ...network, onFailure: 'remove' }), {
    'ec2.CreateRoute': [{ error: 'UnauthorizedOperation', status: 403, times: 1000 }],
  }),
  named: await lived((sandbox, api) => tenantUp(sandbox, api)),
  unnamed: await lived(async (sandbox, api) => {
    await tenantUp(sandbox, api);
    await down(sandbox, api, tenant);
  }),
};

// Where a function is measured: the first life that called it, but after a removal for those that remove.
const lifeOf = (name) =>
  [...(removing.includes(name) ? ['removed'] : []), ...Object.keys(lives)].find((life) => lives[life].events.has(name));

function recorded(name) {
  const life = lifeOf(name);
  if (life === undefined) return undefined;
  const { sandbox, sandboxUrl, answers, events } = lives[life];
  const env = Object.entries(sandbox.environment(name)).map(([key, value]) => [
    key,
    value.replaceAll(sandboxUrl, answers.url),
  ]);
  return { event: events.get(name), env: Object.fromEntries(env) };
}

const names = readdirSync('functions').map((file) => file.replace(/\.ts$/, ''));
process.once('disconnect', () => process.exit());
process.send(Object.fromEntries(names.map((name) => [name, recorded(name)])));
