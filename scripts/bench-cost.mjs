// Measures the cost report: runs of the real function over a sandbox with many peerings, and years of networks that came and went
// before; its time on the sandbox's clock, the processor's time, and the memory of the whole process, sandbox included. Exits 1
// beyond a third of its timeout or its memory.
// npm run bench:cost -- [--peerings 2000] [--per-vpg 20] [--years 1] [--networks 200]
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { openSandbox } from '../src/sandbox/sandbox.ts';
import { ledger } from '../src/store/ledger.ts';
import { records } from '../src/store/records.ts';

const whole = { peerings: '2000', 'per-vpg': '20', years: '1', networks: '200' };
const options = Object.fromEntries(
  Object.entries(whole).map(([name, one]) => [name, { type: 'string', default: one }]),
);
const { values } = parseArgs({ options });
const [peerings, perVpg, years, networks] = Object.keys(whole).map((name) => Number(values[name]));
if (![peerings, perVpg, networks].every((one) => Number.isInteger(one) && one > 0) || perVpg > 100 || !(years >= 0)) {
  console.error(
    '--peerings and --networks must be whole numbers above 0, --per-vpg one from 1 to 100, --years 0 or more.',
  );
  process.exit(2);
}
const [timeoutSeconds, memoryMb, apiTimeoutSeconds] = [180, 1024, 28];
const [hour, month] = [3_600_000, 730 * 3_600_000];

const count = Math.ceil(peerings / perVpg);
const tagsOf = (index) => ({
  'canal:network': `network-${index}`,
  'canal:stack': '111111111111/ap-northeast-1/sandbox',
});
const uuid = (index) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
const vpgs = Array.from({ length: count }, (_, index) => ({ vpgId: uuid(index), tags: tagsOf(index) }));
const sandbox = await openSandbox({ soracomLimit: 0, world: { vpgs } });
const login = await sandbox.fetch('/v1/auth', { method: 'POST', body: JSON.stringify(sandbox.world.authKey) });
const { apiKey, token } = await login.json();
const headers = { 'x-soracom-api-key': apiKey, 'x-soracom-token': token };
for (let index = 0; index < peerings; index += 1) {
  const path = `/v1/virtual_private_gateways/${uuid(Math.floor(index / perVpg))}/vpc_peering_connections`;
  const body = {
    peerOwnerId: '111111111111',
    peerVpcId: `vpc-${String(index).padStart(8, '0')}`,
    destinationCidrBlock: `10.${index % perVpg}.0.0/16`,
  };
  const made = await sandbox.fetch(path, { method: 'POST', headers, body: JSON.stringify(body) });
  if (made.status !== 201) throw new Error(`${path}: ${await made.text()}`);
}
if (years > 0) await writeHistory();

console.log(`${peerings} peerings on ${count} VPGs, after ${years} years of ${networks} networks made anew each month`);
console.log('run               function s  processor s  rss MB');
let worst = { seconds: 0, rss: 0 };
for (const [run, hours] of [
  ['first', 1],
  ['next', 1],
  ['the eighth hour', 8],
  ['five days missed', 120],
]) {
  sandbox.clock.advance(sandbox.clock.now() + hours * hour);
  const { seconds, rss } = await measured(run, async () => {
    const outcome = await sandbox.invoke('report-cost', {});
    if (!outcome.ok) throw new Error(JSON.stringify(outcome));
  });
  worst = { seconds: Math.max(worst.seconds, seconds), rss: Math.max(worst.rss, rss) };
}
const asked = await measured('GET /costs by day', async () => {
  const answer = await sandbox.fetch('/costs?by=day');
  if (answer.status !== 200) throw new Error(await answer.text());
});
await sandbox.close();
const fits = worst.seconds <= timeoutSeconds / 3 && worst.rss <= memoryMb && asked.seconds <= apiTimeoutSeconds / 3;
console.log(
  `${worst.seconds.toFixed(1)} s of ${timeoutSeconds / 3} s (a third of the timeout), ${worst.rss.toFixed(0)} MB of ${memoryMb} MB: ${fits ? 'it fits' : 'TOO MUCH'}.`,
);
process.exitCode = fits ? 0 : 1;

/** Runs something, and prints how long it took on the sandbox's clock with the processor's time on top. */
async function measured(name, run) {
  const [begun, cpu] = [sandbox.clock.now(), process.cpuUsage()];
  await run();
  const { user, system } = process.cpuUsage(cpu);
  const seconds = (sandbox.clock.now() - begun) / 1000 + (user + system) / 1e6;
  const rss = process.memoryUsage().rss / 2 ** 20;
  const cells = [name.padEnd(16), seconds.toFixed(1).padStart(11), ((user + system) / 1e6).toFixed(2).padStart(12)];
  console.log(`${cells.join(' ')}  ${rss.toFixed(0).padStart(6)}`);
  return { seconds, rss };
}

/** Each month as many networks as ever, each with a VPG and three peerings for three weeks, and a record that stays. */
async function writeHistory() {
  const endpoint = await sandbox.listen(0);
  const credentials = { accessKeyId: '111111111111', secretAccessKey: 'sandbox' };
  const db = DynamoDBDocumentClient.from(new DynamoDBClient({ endpoint, region: 'ap-northeast-1', credentials }), {
    marshallOptions: { removeUndefinedValues: true },
  });
  const commands = { DeleteCommand, GetCommand, PutCommand, QueryCommand };
  const table = async () => ({ db, name: sandbox.environment('report-cost').CANAL_TABLE, ...commands });
  const [book, names] = [ledger(table, 'japan'), records(table)];
  // Ids are random, as SORACOM's and AWS's are: they are most of what packing cannot make smaller.
  const hex = (length) => Array.from({ length }, () => Math.floor(Math.random() * 16).toString(16)).join('');
  const began = sandbox.clock.now() - years * 12 * month;
  for (let at = began, of = 0; at + month <= sandbox.clock.now(); at += month, of += 1) {
    const lines = [];
    for (let index = 0; index < networks; index += 1) {
      const network = `plant-${of}-${index}`;
      const vpgId = `${hex(8)}-${hex(4)}-${hex(4)}-${hex(4)}-${hex(12)}`;
      const moment = () => at + Math.floor(Math.random() * 7 * 24 * hour);
      const things = [{ thing: 'vpg', id: vpgId, vpgId, vpgType: 15, network }].concat(
        [1, 2, 3].map(() => ({ thing: 'peering', id: `pcx-${hex(17)}`, vpgId })),
      );
      for (const one of things) {
        lines.push({ ...one, what: 'opened', at: moment(), source: 'workflow' });
        lines.push({ ...one, what: 'closed', at: moment() + 21 * 24 * hour, source: 'workflow' });
      }
      const wish = { name: network, vpg: { type: 15 }, peerings: [] };
      const record = { name: network, version: 0, wish, state: 'removed', lastRun: 1, warnings: [], runs: [] };
      await names.save(record);
    }
    await book.addLines(lines);
    await book.packLines();
    await pause(0);
  }
}
