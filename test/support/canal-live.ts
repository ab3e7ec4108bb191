import { openAws } from '../../src/cli/aws-access.ts';
import { cli } from '../../src/cli/cli.ts';
import { live } from '../../src/cli/live-host.ts';
import { stage } from '../cli/stage.ts';
import { openSearched as openSandbox } from './searched-sandbox.ts';

// The command in a process that can be killed, as src/cli/main.ts has it, but with waits that pass faster than life.
const [pace = '1', ...line] = process.argv.slice(2);
const output = (stream: NodeJS.WriteStream) => ({
  write: (text: string) => stream.write(text),
  live: false,
  columns: 100,
  rows: 24,
});
process.exitCode = await cli(line, '0', {
  ...stage().surroundings,
  stdout: output(process.stdout),
  stderr: output(process.stderr),
  env: process.env,
  now: Date.now,
  openAws,
  openSandbox,
  liveHosts: { ...live, open: (options) => live.open({ ...options, pace: Number(pace) }) },
  sleep: (ms, stop) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(resolve, ms);
      stop.addEventListener('abort', () => {
        clearTimeout(timer);
        reject(stop.reason);
      });
    }),
  onSignal(heard) {
    const hear = () => heard('SIGINT');
    process.on('SIGINT', hear);
    return () => process.off('SIGINT', hear);
  },
});
