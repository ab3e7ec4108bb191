// Measures cold starts: of each function its bundle, and how many times as long as an empty handler it takes to start, alone and with its
// first invocation against a sandbox. docs/bench.md tells what came of it.
// npm run bench:cold -- [--starts 20] [--only create-vpg,take-stock] [--first]
// With --first (Linux, as root) each start comes before all other programs of the machine.
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { setPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bundle, clientsAmong, forEachName, loadsOf } from './bundle.mjs';

const { values } = parseArgs({
  options: {
    starts: { type: 'string', default: '20' },
    only: { type: 'string' },
    first: { type: 'boolean', default: false },
  },
});
const starts = Number(values.starts);
if (!Number.isInteger(starts) || starts < 1) {
  console.error(`--starts must be a whole number of at least 1, not ${values.starts}.`);
  process.exit(2);
}
/**
 * How many times an empty handler's start each may take: alone, and with its first call where it speaks to SORACOM alone or has
 * EC2's client. The others have no goal for that.
 */
const most = { start: 1.6, soracom: 3.5, ec2: 5.5 };

const folder = mkdtempSync(join(tmpdir(), 'canal-cold-'));
const all = readdirSync('functions').map((file) => file.replace(/\.ts$/, ''));
const names = values.only === undefined ? all : all.filter((name) => values.only.split(',').includes(name));

const empty = join(folder, 'empty.ts');
writeFileSync(empty, 'export const handler = async () => ({});\n');
const loads = new Map();
const bundled = async (name, entry) => {
  const outdir = join(folder, name);
  const { metafile } = await bundle(entry, outdir, { metafile: true });
  loads.set(name, loadsOf(metafile));
  return join(outdir, 'index.mjs');
};
const files = new Map(await forEachName(names, async (name) => [name, await bundled(name, `functions/${name}.ts`)]));
const emptyFile = await bundled('empty', empty);

// A real-time priority for the starts alone: they are short, and a longer program with one holds up the kernel's own work.
const before = values.first ? ['chrt', '-f', '20'] : [];
if (values.first) setPriority(-20);

/** One process: time from its spawning until it has loaded, or answered, and the processor's time that it used, in ms. */
function start(file, event, env = {}) {
  const line = ['scripts/bench-cold-start.mjs', file, ...(event === undefined ? [] : [JSON.stringify(event)])];
  const [program, ...given] = [...before, process.execPath, ...line];
  const began = process.hrtime.bigint();
  const child = spawn(program, given, {
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
    env: { PATH: process.env.PATH, ...env },
  });
  let said = '';
  child.stdio[3].setEncoding('utf8').on('data', (text) => {
    said += text;
  });
  return new Promise((resolve) =>
    child.on('close', () => {
      const { outcome = 'crashed', cpu = Number.NaN, done = began } = JSON.parse(said || '{}');
      resolve({ outcome, cpu, wall: Number(BigInt(done) - began) / 1e6 });
    }),
  );
}

const sandboxes = fork('scripts/bench-cold-events.mjs');
if (values.first) setPriority(sandboxes.pid, -20);
const [recorded] = await once(sandboxes, 'message');
const measured = new Map([...names, 'empty'].map((name) => [name, { start: [], first: [], outcomes: new Set() }]));
// Each once, unmeasured: the sandbox answers, and from then on its answers are there.
for (const name of names) {
  const { event, env } = recorded[name] ?? {};
  if (event !== undefined) await start(files.get(name), event, env);
}
// Interleaved, so that whatever else the machine does meets all alike.
for (let round = 0; round < starts; round += 1) {
  measured.get('empty').start.push(await start(emptyFile));
  measured.get('empty').first.push(await start(emptyFile, {}));
  for (const name of names) {
    const { event, env } = recorded[name] ?? {};
    measured.get(name).start.push(await start(files.get(name)));
    if (event === undefined) continue;
    const first = await start(files.get(name), event, env);
    measured.get(name).first.push(first);
    measured.get(name).outcomes.add(first.outcome);
  }
  process.stderr.write(`\r${round + 1} of ${starts} starts of each `);
}
process.stderr.write('\n');
sandboxes.disconnect();
rmSync(folder, { recursive: true });

const median = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)] ?? Number.NaN;
const medianOf = (name, kind, what) => median(measured.get(name)[kind].map((one) => one[what]));
const ratio = (name, kind, what) => medianOf(name, kind, what) / medianOf('empty', kind, what);
const kb = (bytes) => (bytes / 1024).toFixed(0);

const rows = names.map((name) => {
  const { start: first, all: whole } = loads.get(name);
  const clients = clientsAmong(whole.packages);
  const limit = clients.includes('ec2') ? most.ec2 : clients.length === 0 ? most.soracom : Number.POSITIVE_INFINITY;
  const told = ['start', 'first'].flatMap((kind) => ['wall', 'cpu'].map((what) => ratio(name, kind, what)));
  const over = told.map((value, index) => (value > (index < 2 ? most.start : limit) ? '!' : ''));
  return [
    name,
    kb(first.bytes),
    kb(whole.bytes),
    ...told.map((value, index) => (Number.isNaN(value) ? '-' : `${value.toFixed(2)}${over[index]}`)),
    [...measured.get(name).outcomes].join(' ') || 'not called',
    clients.join(' ') || 'none',
  ];
});
const headings = [
  'function',
  'KB at start',
  'KB in all',
  'start x',
  'of cpu',
  'first call x',
  'of cpu',
  'answer',
  'clients',
];
for (const row of [headings, headings.map(() => '---'), ...rows]) console.log(`| ${row.join(' | ')} |`);
const ms = ['start', 'first'].map(
  (kind) =>
    `${kind} ${medianOf('empty', kind, 'wall').toFixed(0)} ms, ${medianOf('empty', kind, 'cpu').toFixed(0)} ms of cpu`,
);
console.log(
  `\nAn empty handler: ${ms.join('; ')}. Medians of ${starts} process starts. Goals: start ${most.start}x; with the first call ${most.soracom}x for those that speak to SORACOM alone, ${most.ec2}x with EC2's client.`,
);
