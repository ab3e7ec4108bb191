import { mkdirSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { Address6 } from 'ip-address';
import { beforeAll, expect, test } from 'vitest';
import { renderDnsHost } from '../../src/canal/dns/render.ts';
import type { DnsTenant } from '../../src/canal/dns/tenant.ts';
import type { DnsRecord, DnsWish } from '../../src/canal/dns/wish.ts';
import { acceptableWish, acceptedWish, anyDnsSection } from '../support/dns-tenants.ts';
import { run } from './commands.ts';

const count = 10_000;
const seed = Number(process.env.DNS_FUZZ_SEED ?? Date.now() % 2 ** 31);
// Not where the deliveries of the other files go, which look at every part that stands there.
const root = '/var/named/fuzz';
const places = { root, directory: '/var/named' };

const tenantOf = (wish: DnsWish, name: string, index: number, place: number): DnsTenant => {
  const net = `10.${index >> 8}.${index & 255}`;
  return {
    name,
    address: `${net}.100`,
    subnetCidrBlock: `${net}.96/28`,
    deviceIndex: place + 1,
    clients: ['100.64.0.0/24', '100.65.1.0/25'],
    wish,
    serial: 1 + index,
  };
};

let wishes: DnsWish[] = [];
let names: string[] = [];
beforeAll(() => {
  process.stdout.write(`  fuzz: ${count} tenants, again with DNS_FUZZ_SEED=${seed}\n`);
  wishes = fc.sample(acceptableWish, { numRuns: count, seed });
  names = fc.sample(fc.stringMatching(/^[a-z][a-z0-9-]{0,30}$/), { numRuns: count, seed });
  mkdirSync(`${root}/parts`, { recursive: true });
}, 120_000);

/** Runs named-checkconf on several configurations, two at a time; those that it refuses, with what it said. */
async function refused(confs: readonly string[], zones: ReadonlyMap<string, number>): Promise<string[]> {
  const waiting = [...confs];
  const faults: string[] = [];
  const worker = async (): Promise<void> => {
    for (let conf = waiting.pop(); conf !== undefined; conf = waiting.pop()) {
      const { code, stdout, stderr } = await run('named-checkconf', ['-z', conf]);
      const loaded = stdout.match(/: loaded serial /g)?.length ?? 0;
      if (code !== 0 || loaded !== zones.get(conf)) {
        faults.push(
          `${conf} ended with ${code}, ${loaded} of ${zones.get(conf)} zones loaded: ${stdout.replaceAll(/^.*: loaded serial .*\n/gm, '')}${stderr}`,
        );
      }
    }
  };
  await Promise.all([worker(), worker()]);
  return faults;
}

/** Writes the files of hosts of so many tenants each, and gives their configurations with how many zones each has. */
function writeHosts(tenants: readonly [DnsWish, string][], size: number, stem: string) {
  const zones = new Map<string, number>();
  for (let from = 0; from < tenants.length; from += size) {
    const own = tenants
      .slice(from, from + size)
      .map(([wish, name], place) => tenantOf(wish, `${name}-${place}`, from + place, place));
    const files = renderDnsHost({ name: 'tokyo-1', resolver: '10.0.0.2', revision: 1 }, own, places);
    const conf = `${root}/${stem}-${from}.conf`;
    for (const { path, text } of files) {
      if (path.startsWith('parts/')) writeFileSync(`${root}/${path}`, text);
      if (path === 'named.conf') writeFileSync(conf, text);
    }
    zones.set(conf, files.filter(({ path }) => path.endsWith('.zone')).length);
  }
  return zones;
}

test('whatever we render BIND takes: named-checkconf -z, 10,000 tenants', async () => {
  const pairs = wishes.map((wish, index): [DnsWish, string] => [wish, names[index] ?? '']);
  const zones = writeHosts(pairs, 25, 'named');
  expect(await refused([...zones.keys()], zones)).toEqual([]);
  const records = wishes.reduce((sum, { records: own }) => sum + own.length, 0);
  const all = [...zones.values()].reduce((sum, own) => sum + own, 0);
  process.stdout.write(`  fuzz: ${zones.size} hosts with ${all} zones and ${records} records were taken\n`);
}, 120_000);

test('whatever a file may say, we refuse it first or BIND takes it', async () => {
  const sections = fc.sample(anyDnsSection, { numRuns: count, seed: seed + 1 });
  const accepted = sections.map(acceptedWish).filter((wish) => wish !== undefined);
  process.stdout.write(`  fuzz: of ${count} hostile sections we refused ${count - accepted.length}\n`);
  expect(accepted.length).toBeGreaterThan(100);
  const zones = writeHosts(
    accepted.map((wish) => [wish, 'hostile']),
    25,
    'hostile',
  );
  expect(await refused([...zones.keys()], zones)).toEqual([]);
}, 120_000);

const whole = (value: string, zone: string) => {
  if (value === '@') return `${zone}.`;
  if (value.endsWith('.')) return value;
  return value === zone || value.endsWith(`.${zone}`) ? `${value}.` : `${value}.${zone}.`;
};

/** What BIND must have read of a record, in words of our own. */
function expected(record: DnsRecord, zone: string): string {
  const head = `${record.name === '@' ? '' : `${record.name}.`}${zone}. ${record.ttl} ${record.type}`;
  if (record.type === 'A') return `${head} ${record.value}`;
  if (record.type === 'AAAA') return `${head} ${new Address6(record.value).canonicalForm()}`;
  if (record.type === 'TXT') return `${head} ${JSON.stringify(record.value)}`;
  const target = whole(record.value, zone);
  if (record.type === 'MX') return `${head} ${record.priority} ${target}`;
  if (record.type === 'SRV') return `${head} ${record.priority} ${record.weight} ${record.port} ${target}`;
  return `${head} ${target}`;
}

/** The text of character strings as BIND writes them: in quotes, \\" and \\\\ and \\ddd for what is not plain. */
function textOf(strings: string): string {
  const bytes = [...strings.matchAll(/"((?:[^"\\]|\\\d{3}|\\.)*)"/g)].flatMap(([, inner = '']) =>
    [...inner.matchAll(/\\(\d{3})|\\(.)|([\s\S])/g)].map(([, number, escaped, plain]) =>
      number === undefined ? (escaped ?? plain ?? '').charCodeAt(0) : Number(number),
    ),
  );
  return JSON.stringify(new TextDecoder().decode(new Uint8Array(bytes)));
}

/** A line of named-checkzone's dump, in the same words. */
function seen(line: string): string {
  const [owner = '', ttl = '', , type = '', ...rest] = line.split(/\s+/);
  const head = `${owner} ${ttl} ${type}`;
  if (type === 'TXT') return `${head} ${textOf(line.slice(line.indexOf('TXT') + 3))}`;
  if (type === 'AAAA') return `${head} ${new Address6(rest[0] ?? '').canonicalForm()}`;
  return `${head} ${rest.join(' ')}`;
}

test('what BIND reads is what was wished, no record more and none less: named-checkzone, 10,000 tenants', async () => {
  const size = 500; // in one process: their records as one zone, the root, which all names are in
  for (let from = 0; from < wishes.length; from += size) {
    const own = wishes.slice(from, from + size).map((wish, place) => {
      // Names in the zone move with it; a whole name of the old zone would lead out of the new one.
      const records = wish.records.filter(
        (one) => !('value' in one) || one.type === 'TXT' || !one.value.endsWith(wish.zone),
      );
      return { ...wish, zone: `z${from + place}.${wish.zone}`, records };
    });
    const head =
      '. 60 IN SOA canal-ns.root. b. 1 1 1 1 1\n. 60 IN NS canal-ns.root.\ncanal-ns.root. 60 IN A 10.0.0.1\n';
    const texts = own.flatMap((wish, place) =>
      renderDnsHost(
        { name: 'tokyo-1', resolver: '10.0.0.2', revision: 1 },
        [tenantOf(wish, 'x', from + place, place)],
        places,
      )
        .filter(({ path }) => /^parts\/x-\w{16}\.zone$/.test(path))
        .map(({ text }) => text.replaceAll(/^\S+ 60 IN (SOA|NS) .*\n/gm, '')),
    );
    writeFileSync(`${root}/whole.zone`, head + texts.join(''));
    const args = [
      '-D',
      '-o',
      '-',
      '-i',
      'none',
      '-M',
      'ignore',
      '-S',
      'ignore',
      '-k',
      'fail',
      '.',
      `${root}/whole.zone`,
    ];
    const { code, stdout, stderr } = await run('named-checkzone', args);
    expect(code, stderr).toBe(0);
    const read = stdout.split('\n').filter((line) => /\sIN\s+(?!SOA|NS)/.test(line) && !line.startsWith('canal-ns.'));
    const wished = own.flatMap(({ records, zone }) => records.map((record) => expected(record, zone)));
    expect(read.map(seen).toSorted()).toEqual(wished.toSorted());
  }
}, 120_000);
