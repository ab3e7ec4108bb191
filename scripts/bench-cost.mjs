// Measures the cost report: one run of the real function over a sandbox with many peerings; its time on the sandbox's clock, the
// processor's time, and the memory of the whole process, sandbox included. Exits 1 beyond a third of its timeout or its memory.
// npm run bench:cost -- [--peerings 2000] [--per-vpg 20]
import { parseArgs } from 'node:util';
import { openSandbox } from '../src/sandbox/sandbox.ts';

const { values } = parseArgs({
  options: { peerings: { type: 'string', default: '2000' }, 'per-vpg': { type: 'string', default: '20' } },
});
const [peerings, perVpg] = [values.peerings, values['per-vpg']].map(Number);
if (!(Number.isInteger(peerings) && peerings > 0 && Number.isInteger(perVpg) && perVpg > 0 && perVpg <= 100)) {
  console.error('--peerings must be a whole number above 0, --per-vpg one from 1 to 100.');
  process.exit(2);
}
const [timeoutSeconds, memoryMb] = [180, 1024];

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

console.log(`${peerings} peerings on ${count} VPGs`);
console.log('run           function s  processor s  rss MB');
let worst = { seconds: 0, rss: 0 };
for (const run of ['first', 'next', 'the tenth']) {
  const hours = run === 'the tenth' ? 8 : 1;
  sandbox.clock.advance(sandbox.clock.now() + hours * 3_600_000);
  const [begun, cpu] = [sandbox.clock.now(), process.cpuUsage()];
  const outcome = await sandbox.invoke('report-cost', {});
  if (!outcome.ok) throw new Error(JSON.stringify(outcome));
  const { user, system } = process.cpuUsage(cpu);
  const seconds = (sandbox.clock.now() - begun) / 1000 + (user + system) / 1e6;
  const rss = process.memoryUsage().rss / 2 ** 20;
  worst = { seconds: Math.max(worst.seconds, seconds), rss: Math.max(worst.rss, rss) };
  const cells = [run.padEnd(12), seconds.toFixed(1).padStart(11), ((user + system) / 1e6).toFixed(2).padStart(12)];
  console.log(`${cells.join(' ')}  ${rss.toFixed(0).padStart(6)}`);
}
await sandbox.close();
const fits = worst.seconds <= timeoutSeconds / 3 && worst.rss <= memoryMb;
console.log(
  `${worst.seconds.toFixed(1)} s of ${timeoutSeconds / 3} s (a third of the timeout), ${worst.rss.toFixed(0)} MB of ${memoryMb} MB: ${fits ? 'it fits' : 'TOO MUCH'}.`,
);
process.exitCode = fits ? 0 : 1;
