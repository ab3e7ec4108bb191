// Asks one question over UDP many times a second until its input ends, then prints what came of it as JSON.
// Arguments: server, name (with % another one each time), the address that is expected, questions a second.
import { createSocket } from 'node:dgram';
import { setTimeout as sleep } from 'node:timers/promises';

const [server = '', name = '', expected = '', rate = '200'] = process.argv.slice(2);
const questionOf = (number: number): number[] => {
  const labels = name.replace('%', `q${number}`).split('.');
  return [...labels.flatMap((label) => [label.length, ...Buffer.from(label)]), 0, 0, 1, 0, 1];
};
const open = new Map<number, number>();
const tally = { asked: 0, right: 0, wrong: 0, slowestMillis: 0 };

const socket = createSocket('udp4', (answer) => {
  const sent = open.get(answer.readUInt16BE(0));
  if (sent === undefined) return;
  open.delete(answer.readUInt16BE(0));
  tally.slowestMillis = Math.max(tally.slowestMillis, Math.round(performance.now() - sent));
  if ([...answer.subarray(-4)].join('.') === expected) tally.right += 1;
  else tally.wrong += 1;
});
socket.on('error', () => {}); // a port that is closed: the question stays open and is counted as lost
socket.connect(53, server, () => {
  const began = performance.now();
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - began) / 1000) * Number(rate));
    while (tally.asked < due) {
      const id = tally.asked % 65_536;
      open.set(id, performance.now());
      socket.send(Buffer.from([id >> 8, id & 255, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, ...questionOf(tally.asked)]));
      tally.asked += 1;
    }
  }, 5);
  process.stdin.resume().on('end', async () => {
    clearInterval(timer);
    await sleep(2000);
    process.stdout.write(JSON.stringify({ ...tally, lost: open.size }));
    process.exit(0);
  });
});
