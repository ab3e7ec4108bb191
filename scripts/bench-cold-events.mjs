// What each function is called with in life: recorded from runs in sandboxes that then answer the measured calls.
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { openSandbox } from '../src/sandbox/sandbox.ts';
import { loadHandler, readStack } from '../src/sandbox/stack.ts';

const network = parse(readFileSync('examples/two-vpcs.yaml', 'utf8'));
const json = (body) => ({ body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });

/** The functions that remove: they are measured in a sandbox whose network was removed. */
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

/** Opens the sandboxes; `of` gives a function's event and environment, undefined for one that was never called. */
export async function recordEvents() {
  const standing = await lived(async (sandbox, api) => {
    await api('GET', '/networks');
    await api('POST', '/plans', network);
    await api('POST', '/networks/two-vpcs/check');
    await api('POST', '/sweeps');
    await sandbox.fetch('/', putEvents());
    // Past every daily schedule.
    sandbox.clock.advance(sandbox.clock.now() + 26 * 3_600_000);
    await new Promise((done) => setTimeout(done, 2_000));
  });
  const removed = await lived(async (sandbox, api) => {
    const { executionArn } = await api('DELETE', '/networks/two-vpcs');
    await sandbox.machines.settled(executionArn);
  });
  return {
    of(name) {
      const { sandbox, events } = removing.includes(name) ? removed : standing;
      const event = events.get(name);
      return event === undefined ? undefined : { event, env: sandbox.environment(name) };
    },
    close: () => Promise.all([standing.sandbox.close(), removed.sandbox.close()]),
  };
}

async function lived(life) {
  const events = new Map();
  const place = { accountId: '111111111111', region: 'ap-northeast-1', stage: 'sandbox' };
  const handlers = Object.fromEntries(
    await Promise.all(
      [...readStack(place).functions.keys()].map(async (name) => [name, await recording(name, events)]),
    ),
  );
  const sandbox = await openSandbox({ lasting: true, soracomLimit: 0, deployed: { handlers } });
  await sandbox.listen(0);
  const api = async (method, path, body) =>
    (await sandbox.fetch(path, { method, ...(body === undefined ? {} : json(body)) })).json();
  const { executionArn } = await api('POST', '/networks', network);
  await sandbox.machines.settled(executionArn);
  await life(sandbox, api);
  return { sandbox, events };
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
