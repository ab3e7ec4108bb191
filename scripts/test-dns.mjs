// Runs test/dns-host/: a real BIND in network namespaces. All of it lives in namespaces of its own (mounts, processes,
// network), which the kernel takes away with the last process, however this ends: nothing is left on the machine.
import { spawn, spawnSync } from 'node:child_process';
import { accessSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const skip = (reason) => {
  process.stdout.write(`SKIPPED, nothing was tested: ${reason}\n`);
  process.exit(0);
};
const path = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'];
const isThere = (program) =>
  path.some((folder) => {
    try {
      accessSync(join(folder, program));
      return true;
    } catch {
      return false;
    }
  });

if (process.platform !== 'linux') skip('network namespaces need Linux.');
const missing = ['ip', 'unshare', 'named', 'named-checkconf', 'named-checkzone', 'rndc', 'dig', 'flock'].filter(
  (program) => !isThere(program),
);
if (missing.length > 0) {
  skip(`${missing.join(', ')} not found; on Debian: apt-get install bind9 bind9-utils bind9-dnsutils iproute2`);
}
if (process.getuid() !== 0) skip('network namespaces need root: run it as root.');
const own = ['--mount', '--net', '--pid', '--fork', '--kill-child', '--mount-proc'];
const tried = spawnSync('unshare', [...own, 'true'], { encoding: 'utf8' });
if (tried.status !== 0) skip(`this machine allows no namespaces (${tried.stderr.trim()}).`);

// /run and /var are empty ones of its own, so that the files stand where they stand on a DNS host.
const prepare = `mount -t tmpfs tmpfs /run && mount -t tmpfs tmpfs /var && mkdir -p /var/lib && ln -s /run /var/run && ip link set lo up && exec "$@"`;
const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/dns-host/vitest.config.ts', '--root', '.'];
const child = spawn(
  'unshare',
  [...own, 'sh', '-c', prepare, 'sh', process.execPath, ...vitest, ...process.argv.slice(2)],
  {
    stdio: 'inherit',
    env: { ...process.env, PATH: path.join(delimiter) },
  },
);
// unshare itself hears no other signal; its child goes with it.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill('SIGKILL'));
child.on('close', (code) => process.exit(code ?? 1));
