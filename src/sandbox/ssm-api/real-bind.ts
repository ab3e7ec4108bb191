import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const folders = ['/usr/sbin', '/usr/local/sbin', '/usr/bin', '/usr/local/bin'];
/** Where the files of a host say that they are. */
const saidRoot = '/var/named/canal-dns';

/** BIND's own programs on this machine, in the place of the BINDs of the DNS hosts. */
export interface RealBind {
  /** BIND's own check of a host's files; if it takes them it serves them. What it says against them, or undefined. */
  serve(instanceId: string, files: ReadonlyMap<string, string>): string | undefined;
  /** Ends all of them, and takes their files away. */
  close(): void;
}

/**
 * A host's files as they can be served on loopback without being root. Only 127.0.0.1 can be listened on, so it is the address
 * that one asks *from* that says whose ENI is meant: 127.0.64.4 for 10.0.64.4.
 */
function moved(text: string, folder: string, port: number): string {
  return text
    .replaceAll(saidRoot, folder)
    .replace(/^ {2}directory .*$/m, `  directory "${folder}";\n  pid-file none;\n  session-keyfile none;`)
    .replace(/^ {2}listen-on port 53 .*$/m, `  listen-on port ${port} { 127.0.0.1; };`)
    .replace(/^ {2}match-destinations \{ \d+(\S+);.*\n {2}match-clients .*$/m, '  match-clients { 127$1; };')
    .replaceAll(/^ {2}(allow-recursion|allow-query-cache) .*$/gm, '  $1 { any; };')
    .replaceAll(/^ {2}query-source .*\n/gm, '');
}

/**
 * Finds BIND on this machine, for DNS hosts that shall answer on 127.0.0.1: the first one at this port, each other one at the
 * next. Throws an error named BindMissing if there is none.
 */
export function realBind(port: number): RealBind {
  const found = (program: string) => folders.map((folder) => join(folder, program)).find((path) => existsSync(path));
  const [named, check] = [found('named'), found('named-checkconf')];
  if (!named || !check) {
    const message = `BIND is not on this machine (no named in ${folders.join(', ')}): install it, as with apt-get install bind9, or leave out --bind.`;
    throw Object.assign(new Error(message), { name: 'BindMissing' });
  }
  const home = mkdtempSync(join(tmpdir(), 'canal-bind-'));
  // A copy, because the AppArmor profile of Debian and Ubuntu is for the path, and forbids files elsewhere.
  const program = join(home, 'named');
  copyFileSync(named, program);
  chmodSync(program, 0o755);
  const running = new Map<string, ChildProcess>();
  const ports = new Map<string, number>();
  const stopAll = () => {
    for (const child of running.values()) child.kill('SIGKILL');
  };
  process.on('exit', stopAll);
  return {
    serve(instanceId, files) {
      const folder = join(home, instanceId);
      const own = ports.get(instanceId) ?? port + ports.size;
      ports.set(instanceId, own);
      for (const [path, text] of files) {
        const place = join(folder, path === 'named.conf' ? 'named.conf.new' : path);
        mkdirSync(dirname(place), { recursive: true });
        writeFileSync(place, path.endsWith('.conf') ? moved(text, folder, own) : text);
      }
      const { status, stdout } = spawnSync(check, ['-z', join(folder, 'named.conf.new')], { encoding: 'utf8' });
      if (status !== 0) return stdout.trim().split('\n').slice(-3).join(' ').replaceAll(folder, saidRoot);
      const conf = join(folder, 'named.conf');
      copyFileSync(join(folder, 'named.conf.new'), conf);
      const child = running.get(instanceId);
      if (child?.exitCode === null) child.kill('SIGHUP');
      else running.set(instanceId, spawn(program, ['-f', '-4', '-n', '1', '-c', conf], { stdio: 'ignore' }));
      return undefined;
    },
    close() {
      process.off('exit', stopAll);
      stopAll();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
