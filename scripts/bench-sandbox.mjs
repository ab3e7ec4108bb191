// Measures the sandbox: networks provisioned a minute, transitions a second, memory. docs/bench.md tells what came of it.
// npm run bench:sandbox -- [--networks 2000] [--in-flight 100] [--peerings 2] [--sims 3] [--sandboxes 2]
// A sandbox is one world on one thread: as many of them as there are cores, two at most, share the networks.
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';

const cores = availableParallelism();
const defaults = { networks: 2000, 'in-flight': 100, peerings: 2, sims: 3, sandboxes: Math.min(2, cores) };
const { values } = parseArgs({
  options: Object.fromEntries(
    Object.entries(defaults).map(([name, value]) => [name, { type: 'string', default: String(value) }]),
  ),
});
const [networks, inFlight, peerings, sims, sandboxes] = Object.keys(defaults).map((name) => {
  const value = Number(values[name]);
  if (!Number.isInteger(value) || value < 1) {
    console.error(`--${name} must be a whole number of at least 1, not ${values[name]}.`);
    process.exit(2);
  }
  return value;
});
if (sandboxes > Math.min(networks, inFlight)) {
  console.error(`--sandboxes ${sandboxes}: that many need as many networks, and as many in flight.`);
  process.exit(2);
}

/** A row is printed after so many networks: what grows with their number is seen by reading down. */
const milestones = [50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000].filter((count) => count < networks);
const headings = ['networks', 'a minute', 'transitions/s', 'cpu ms each', 'rss MB', 'heap MB', 'external MB'];
const total = { ended: 0, failed: 0, transitions: 0 };
const share = (whole, index) => Math.floor((whole * (index + 1)) / sandboxes) - Math.floor((whole * index) / sandboxes);
const sum = (list, key) => list.reduce((all, one) => all + one[key], 0);
const cpuMillis = (since) => {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
};

/** A sandbox on a thread of its own, with its share of the networks. `ask` has it do one thing and gives its answer. */
function openLane(index) {
  const worker = new Worker(new URL('bench-sandbox-lane.mjs', import.meta.url), {
    workerData: { networks: share(networks, index), inFlight: share(inFlight, index), peerings, sims },
  });
  const waiting = new Map();
  worker.on('message', ({ name, value }) => {
    if (name === 'ended') networkEnded(value);
    else waiting.get(name)(value);
  });
  worker.on('error', (error) => {
    throw error;
  });
  return (name) => {
    worker.postMessage(name);
    return new Promise((resolve) => waiting.set(name, resolve));
  };
}

const lanes = Array.from({ length: sandboxes }, (_, index) => openLane(index));
const askAll = (name) => Promise.all(lanes.map((ask) => ask(name)));
let since;
let before;

function networkEnded({ transitions, failure }) {
  total.ended += 1;
  total.transitions += transitions;
  if (failure) {
    total.failed += 1;
    if (total.failed <= 3) console.error(failure);
  }
  if (total.ended !== milestones[0]) return;
  milestones.shift();
  void row();
}

async function row() {
  const [seconds, cpu, reached] = [(performance.now() - since) / 1000, cpuMillis(before.cpu), { ...total }];
  const done = reached.ended - before.ended;
  const transitions = reached.transitions - before.transitions;
  [since, before] = [performance.now(), { ...total, cpu: process.cpuUsage() }];
  const memory = await askAll('memory');
  const bytes = [process.memoryUsage.rss(), sum(memory, 'heapUsed'), sum(memory, 'external')];
  const cells = [
    reached.ended,
    ...[(done / seconds) * 60, transitions / seconds, done === 0 ? 0 : cpu / done].map((number) => number.toFixed(0)),
    ...bytes.map((number) => (number / 2 ** 20).toFixed(0)),
  ];
  console.log(cells.map((cell, column) => String(cell).padStart(headings[column].length)).join('  '));
}

console.log(`${networks} networks, ${inFlight} at once, each with ${peerings} VPCs and ${sims} SIMs`);
console.log(`Node ${process.versions.node}, ${cores} cores, ${sandboxes} sandboxes, each on a thread of its own`);
await askAll('open');
console.log(headings.join('  '));
const started = performance.now();
const startedCpu = process.cpuUsage();
[since, before] = [started, { ...total, cpu: startedCpu }];
await row();
await askAll('provision');
const [seconds, cpu] = [(performance.now() - started) / 1000, cpuMillis(startedCpu)];
await row();
console.log(
  `${total.ended} networks in ${seconds.toFixed(1)} s: ${((total.ended / seconds) * 60).toFixed(0)} a minute, ` +
    `${(total.transitions / seconds).toFixed(0)} transitions a second, ` +
    `${(cpu / total.ended).toFixed(0)} ms of CPU each, ${total.failed} failed`,
);
const { made, rate } = await lanes[0]('interpreter');
console.log(`the interpreter alone, on one thread: ${made} transitions, ${rate.toFixed(0)} a second`);
await askAll('close');
if (total.failed > 0) process.exitCode = 1;
