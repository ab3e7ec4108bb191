// One cold start: loads a bundle, and with an event calls its handler once. Tells on file descriptor 3 what came of it, and how much
// of the processor's time this process has used since it began, and when it was done, by the clock that all processes share.
import { writeSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [file, given] = process.argv.slice(2);
const { handler } = await import(pathToFileURL(file).href);
let outcome = 'loaded';
if (given !== undefined) {
  const context = {
    awsRequestId: '00000000-0000-4000-8000-000000000000',
    functionName: 'cold',
    memoryLimitInMB: '1024',
    getRemainingTimeInMillis: () => 60_000,
  };
  outcome = await handler(JSON.parse(given), context).then(
    (answer) => String(answer?.statusCode ?? 'ok'),
    (error) => error.name,
  );
}
const done = process.hrtime.bigint();
const { user, system } = process.cpuUsage();
writeSync(3, JSON.stringify({ outcome, cpu: (user + system) / 1000, done: String(done) }));
process.exit(0);
