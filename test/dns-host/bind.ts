import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'yaml';
import { type DnsBundle, dnsBundle } from '../../src/canal/dns/bundle.ts';
import { type Delivery, readDelivery } from '../../src/canal/dns/delivery.ts';
import type { RenderedFile } from '../../src/canal/dns/render.ts';
import { inside, must, type Running, run, start } from './commands.ts';
import { hostSpace, vpcSpace } from './surroundings.ts';

const folder = '/run/canal';
const bucket = 'canal-lab';

interface Document {
  readonly parameters: Readonly<Record<string, { readonly allowedPattern: string }>>;
  readonly mainSteps: readonly [{ readonly inputs: { readonly runCommand: readonly string[] } }];
}

/** The script that SSM would run: the document's, with its parameters put in. A value that its pattern refuses throws. */
async function scriptOf(values: Readonly<Record<string, string>>): Promise<string> {
  const text = await readFile(new URL('../../documents/deliver-dns.yaml', import.meta.url), 'utf8');
  const { parameters, mainSteps } = parse(text) as Document;
  for (const [name, { allowedPattern }] of Object.entries(parameters)) {
    if (!new RegExp(allowedPattern).test(values[name] ?? '')) throw new Error(`${name} is refused by its pattern`);
  }
  return mainSteps[0].inputs.runCommand
    .join('\n')
    .replaceAll(/\{\{ ?(\w+) ?\}\}/g, (_, name: string) => values[name] ?? '');
}

// Stands in for `aws s3api get-object`, as the script calls it.
const stubOfAws = `#!/bin/sh
while [ $# -gt 1 ]; do case $1 in --bucket) bucket=$2 ;; --key) key=$2 ;; esac; shift; done
exec cp "${folder}/s3/$bucket/$key" "$1"
`;

const firstConf = 'options { directory "/var/named"; listen-on { none; }; listen-on-v6 { none; }; recursion no; };\n';

/** Sets the host up as examples/dns-host.yaml does: BIND with a configuration that serves nobody, and the places of the files. */
export async function setUpHost(): Promise<void> {
  await mkdir(`${folder}/bin`, { recursive: true });
  await mkdir(`${folder}/s3/${bucket}/dns/tokyo-1`, { recursive: true });
  await writeFile(`${folder}/bin/aws`, stubOfAws, { mode: 0o755 });
  // A copy, because the AppArmor profile of Debian and Ubuntu is for the path, and allows /etc/bind only.
  await copyFile('/usr/sbin/named', `${folder}/bin/named`);
  await chmod(`${folder}/bin/named`, 0o755);
  for (const place of ['/var/named', '/run/named']) {
    await mkdir(place, { recursive: true });
    await must('chown', ['root:bind', place]);
    await chmod(place, 0o770);
  }
  await mkdir('/var/named/canal-dns', { recursive: true });
  await must('chgrp', ['bind', '/var/named/canal-dns']);
  await chmod('/var/named/canal-dns', 0o750);
  await writeFile('/var/named/canal-dns/named.conf', firstConf);
  await writeFile(`${folder}/named.conf`, 'include "/var/named/canal-dns/named.conf";\n');
}

const servers: ChildProcess[] = [];

function startNamed(space: string, conf: string, log: string, ...more: string[]): ChildProcess {
  const args = inside(space, `${folder}/bin/named`, '-f', '-4', '-n', '2', '-c', conf, '-L', log, ...more);
  const server = spawn('ip', args, { stdio: 'ignore' });
  servers.push(server);
  return server;
}

/** As examples/dns-host.yaml sets it: BIND may name an address that is not there yet. */
export const setUpSystem = (): Promise<string> =>
  must('ip', inside(hostSpace, 'sysctl', '-q', '-w', 'net.ipv4.ip_nonlocal_bind=1'));

let hostServer: ChildProcess | undefined;

/** Ends the host's BIND, as a crash does. */
export async function crashHostBind(): Promise<void> {
  const gone = new Promise((resolve) => hostServer?.once('close', resolve));
  hostServer?.kill('SIGKILL');
  await gone;
}

/** Starts the host's BIND as its own user, and waits until it can be told things. */
export async function startHostBind(): Promise<void> {
  const log = '/var/named/log';
  hostServer = startNamed(hostSpace, `${folder}/named.conf`, log, '-u', 'bind');
  for (let tries = 0; (await run('ip', inside(hostSpace, 'rndc', 'status'))).code !== 0; tries += 1) {
    if (tries > 50) throw new Error(`BIND did not start: ${await readFile(log, 'utf8')}`);
    await sleep(100);
  }
}

/** A resolver in the VPC that answers `db.corp.internal` with an address, and keeps a log of who asks. */
export async function startResolver(address: string, answer: string): Promise<void> {
  const zone = `${folder}/corp-${address}.zone`;
  const conf = `${folder}/resolver-${address}.conf`;
  await writeFile(
    zone,
    `$TTL 60\n@ IN SOA ns hostmaster 1 60 60 60 60\n@ IN NS ns\nns IN A ${address}\ndb IN A ${answer}\n*.any IN A 172.21.0.66\n`,
  );
  await writeFile(
    conf,
    `options { directory "${folder}"; pid-file none; listen-on { ${address}; }; recursion no; querylog yes; };
controls {};
zone "corp.internal" { type primary; file "${zone}"; };
`,
  );
  startNamed(vpcSpace, conf, `${folder}/resolver-${address}.log`);
}

/** Ends every BIND that was started here, and takes the host's files away. */
export async function stopBind(): Promise<void> {
  for (const server of servers) server.kill('SIGKILL');
  for (const place of [folder, '/var/named']) await rm(place, { recursive: true, force: true });
}

/** The lines that a resolver has kept of a name that was asked. */
export async function askedOf(address: string, name: string): Promise<string[]> {
  const lines = (await readFile(`${folder}/resolver-${address}.log`, 'utf8')).split('\n');
  return lines.filter((line) => line.includes('query:') && line.includes(name));
}

let deliveries = 0;

/** What a delivery said, and all that it printed. */
export type Delivered = Delivery & { readonly printed: string };

/** How a delivery goes: how long it waits for answers, and what the host gets instead of the bundle. */
export interface Course {
  readonly patience?: number;
  readonly tamper?: (bytes: Uint8Array) => Uint8Array;
}

/** Starts the script of the SSM document on the host, with this bundle in S3. */
async function startScript({ bytes, sha256 }: DnsBundle, course: Course): Promise<Running> {
  const { patience = 20, tamper = (sent: Uint8Array) => sent } = course;
  deliveries += 1;
  const key = `dns/tokyo-1/${deliveries}.tar`;
  const program = `${folder}/script-${deliveries}`;
  await writeFile(`${folder}/s3/${bucket}/${key}`, tamper(bytes));
  await writeFile(program, await scriptOf({ bucket, key, sha256 }), { mode: 0o755 });
  const env = {
    PATH: `${folder}/bin:/usr/sbin:/usr/bin:/sbin:/bin`,
    AWS_SSM_REGION_NAME: 'ap-northeast-1',
    CANAL_DNS_PATIENCE: `${patience}`,
  };
  return start('ip', inside(hostSpace, program), '', env);
}

/** Starts a delivery of these files. */
export const startDelivery = (files: readonly RenderedFile[], course: Course = {}): Promise<Running> =>
  startScript(dnsBundle(files), course);

/** Delivers a bundle, and tells what came of it. */
export async function deliverBundle(bundle: DnsBundle, course: Course = {}): Promise<Delivered> {
  const { code, stdout, stderr } = await (await startScript(bundle, course)).ended;
  const delivery = readDelivery(stdout);
  const well = delivery.outcome === 'published' || delivery.outcome === 'superseded';
  if (well !== (code === 0)) throw new Error(`the script ended with ${code}: ${stdout}${stderr}`);
  return { ...delivery, printed: `${stdout}${stderr}` };
}

/** Delivers these files, and tells what came of it. */
export const deliver = (files: readonly RenderedFile[], course: Course = {}): Promise<Delivered> =>
  deliverBundle(dnsBundle(files), course);

/** The process id and the log of the host's BIND. */
export const hostBind = {
  pid: (): Promise<string> => readFile('/run/named/named.pid', 'utf8'),
  log: (): Promise<string> => readFile('/var/named/log', 'utf8'),
  tell: (...words: string[]): Promise<string> => must('ip', inside(hostSpace, 'rndc', ...words)),
};
