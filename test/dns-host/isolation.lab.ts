import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RenderedFile, renderDnsHost } from '../../src/canal/dns/render.ts';
import type { DnsTenant } from '../../src/canal/dns/tenant.ts';
import { DnsWish } from '../../src/canal/dns/wish.ts';
import {
  askedOf,
  crashHostBind,
  deliver,
  hostBind,
  setUpHost,
  setUpSystem,
  startDelivery,
  startHostBind,
  startResolver,
  stopBind,
} from './bind.ts';
import { inside, ip, must } from './commands.ts';
import { startLoad } from './load.ts';
import { articlePicture } from './picture.ts';
import { ask, askFrom } from './questions.ts';
import { buildPicture, clearPicture, hostSpace, resolverOf, simAddress, vpgSpace } from './surroundings.ts';
import { changeRule, takeUp } from './take-up.ts';

const picture = articlePicture(3);
const [networkOne, networkTwo, networkThree] = ['plant-1', 'plant-2', 'plant-3'];
const otherResolver = '172.21.0.53';

// The first two have the same zone, with other addresses: nobody but the view keeps them apart.
const wishes: Record<string, unknown>[] = [
  { zone: 'plant.internal', reverse: ['10.1.0.0/24'] },
  { zone: 'plant.internal', forward: 'vpc' },
  { zone: 'fleet.example.com', forward: [otherResolver], rateLimit: 20 },
];

/** The tenant of a place of the picture: its app server is 10.PLACE.0.5. */
function tenantAt(place: number, serial = 100, more: readonly Record<string, unknown>[] = []): DnsTenant {
  const eni = picture.networkInterfaces[place];
  const subnet = picture.subnets[place];
  const vpg = picture.vpgs[place - 1];
  if (!eni?.PrivateIpAddress || !eni.MacAddress || !subnet?.CidrBlock || !vpg) throw new Error(`no place ${place}`);
  const records = [
    { name: 'app', type: 'A', value: `10.${place}.0.5` },
    { name: `only-${place}`, type: 'A', value: `10.${place}.0.6` },
    { name: 'www', type: 'CNAME', value: 'app' },
    { name: '_mqtt._tcp', type: 'SRV', port: 1883, value: 'app' },
    { name: 'big', type: 'TXT', value: 'x'.repeat(1000) },
    ...more,
  ];
  return {
    name: vpg.network,
    address: eni.PrivateIpAddress,
    subnetCidrBlock: subnet.CidrBlock,
    deviceIndex: place,
    macAddress: eni.MacAddress,
    clients: [vpg.vpgSubnetCidrRange],
    wish: DnsWish.parse({ host: 'tokyo-1', ...wishes[place - 1], records }),
    serial,
  };
}
const [one, two, three] = [tenantAt(1), tenantAt(2), tenantAt(3)];

let revision = 0;
function render(...tenants: DnsTenant[]): RenderedFile[] {
  revision += 1;
  return renderDnsHost({ name: 'tokyo-1', resolver: resolverOf(picture), revision }, tenants);
}
/** Files in which one reads otherwise than rendering writes it; parts have their new hashes in their names. */
function spoiled(files: RenderedFile[], which: RegExp, change: (text: string) => string): RenderedFile[] {
  const named = ({ path, text }: RenderedFile) => {
    const hash = createHash('sha256').update(text).digest('hex').slice(0, 16);
    return path.startsWith('parts/') ? path.replace(/\w{16}(?=\.\w+$)/, hash) : path;
  };
  const staleAmong = (some: RenderedFile[]) => some.find((file) => named(file) !== file.path);
  let all = files.map(({ path, text }) => ({ path, text: which.test(path) ? change(text) : text }));
  // A zone's name stands in its view, so that the view's name changes as well; and both in the manifest.
  for (let stale = staleAmong(all); stale; stale = staleAmong(all)) {
    const [before, after] = [stale.path, named(stale)];
    all = all.map(({ path, text }) => ({
      path: path === before ? after : path,
      text: text.replaceAll(before, after),
    }));
  }
  return all;
}

const allAnswer = async (...tenants: DnsTenant[]): Promise<void> => {
  for (const { name, address, wish, deviceIndex } of tenants) {
    const answer = await ask(name, address, `app.${wish.zone}`);
    expect(answer, name).toEqual({ status: 'NOERROR', values: [`10.${deviceIndex}.0.5`] });
  }
};
const servedFiles = async (): Promise<string[]> => [
  await readFile('/var/named/canal-dns/named.conf', 'utf8'),
  await readFile('/var/named/canal-dns/manifest', 'utf8'),
];

beforeAll(async () => {
  await setUpHost();
  await buildPicture(picture);
  await setUpSystem();
  await startHostBind();
  await ip('vpc', [`address add ${otherResolver}/32 dev lo`]);
  await startResolver(resolverOf(picture), '172.21.0.77');
  await startResolver(otherResolver, '172.21.0.88');
  await takeUp(one);
  await takeUp(two);
});
afterAll(async () => {
  await clearPicture();
  await stopBind();
});

test('the SIMs of all three tenants have the same address', () => {
  expect(picture.vpgs.map(simAddress)).toEqual(['100.64.0.10', '100.64.0.10', '100.64.0.10']);
});

test('the files of two tenants are delivered: BIND takes them, and both answer', async () => {
  const delivered = await deliver(render(one, two));
  expect(delivered, delivered.printed).toMatchObject({ outcome: 'published', revision: 1, faults: [], notes: [] });
});

describe('A new tenant', () => {
  test('is added while 200 questions a second run on each of the others, and none is lost', async () => {
    const pid = await hostBind.pid();
    const loads = [one, two].map((each) =>
      startLoad(each.name, each.address, `app.${each.wish.zone}`, `10.${each.deviceIndex}.0.5`),
    );
    await sleep(500);
    const delivery = deliver(render(one, two, three));
    await sleep(1500); // its ENI comes up after BIND has its files
    await takeUp(three);
    const delivered = await delivery;
    await sleep(500);
    const tallies = await Promise.all(loads.map((stop) => stop()));
    process.stdout.write(`  under load: ${JSON.stringify(tallies)}\n`);
    expect(delivered, delivered.printed).toMatchObject({ outcome: 'published', faults: [], notes: [] });
    for (const tally of tallies) {
      expect(tally).toMatchObject({ lost: 0, wrong: 0 });
      expect(tally.right).toBeGreaterThan(400);
    }
    expect(await hostBind.pid()).toBe(pid);
    await allAnswer(one, two, three);
  });
});

describe.each([
  ['UDP', false],
  ['TCP', true],
])('Over %s', (_, tcp) => {
  test.each([one, two, three])('$name resolves its own zone', async ({ name, address, wish, deviceIndex }) => {
    const { zone } = wish;
    const values = async (label: string, type: string) =>
      (await ask(name, address, `${label}.${zone}`, { tcp, type })).values;
    expect(await values('app', 'A')).toEqual([`10.${deviceIndex}.0.5`]);
    expect(await values('www', 'A')).toEqual([`app.${zone}.`, `10.${deviceIndex}.0.5`]);
    expect(await values('_mqtt._tcp', 'SRV')).toEqual([`0 0 1883 app.${zone}.`]);
    expect(await ask(name, address, `nobody.${zone}`, { tcp })).toEqual({ status: 'NXDOMAIN', values: [] });
  });

  test.each([one, two, three])("$name resolves nothing of another's zone", async ({ name, address, wish }) => {
    for (const other of [one, two, three].filter((each) => each.name !== name)) {
      const answer = await ask(name, address, `only-${other.deviceIndex}.${other.wish.zone}`, { tcp });
      expect(answer.values).toEqual([]);
      // Its own zone of the same name has no such thing; another zone is not known here, nor to the forwarder.
      const same = other.wish.zone === wish.zone;
      expect(answer.status).toBe(same ? 'NXDOMAIN' : wish.forward === 'none' ? 'REFUSED' : 'SERVFAIL');
    }
  });

  test('an answer that is too long for UDP comes whole over TCP', async () => {
    const long = await ask(networkOne, one.address, 'big.plant.internal', { tcp, type: 'TXT' });
    expect(long.values.join('').replaceAll(/[" ]/g, '').length).toBe(1000);
  });
});

describe('Names of addresses', () => {
  test('are those of the ranges that are wished', async () => {
    const pointer = { type: 'PTR' };
    expect(await ask(networkOne, one.address, '5.0.1.10.in-addr.arpa', pointer)).toEqual({
      status: 'NOERROR',
      values: ['app.plant.internal.'],
    });
    expect((await ask(networkTwo, two.address, '5.0.1.10.in-addr.arpa', pointer)).values).toEqual([]);
  });
});

describe('Other names', () => {
  test('are refused where nothing is forwarded', async () => {
    expect(await ask(networkOne, one.address, 'db.corp.internal')).toEqual({ status: 'REFUSED', values: [] });
    expect(await askedOf(resolverOf(picture), 'db.corp.internal')).toEqual([]);
  });

  test("are asked of the VPC's resolver where that is wished, from the tenant's own ENI", async () => {
    expect(await ask(networkTwo, two.address, 'db.corp.internal')).toEqual({
      status: 'NOERROR',
      values: ['172.21.0.77'],
    });
    const asked = await askedOf(resolverOf(picture), 'db.corp.internal');
    expect(asked.length).toBeGreaterThan(0);
    for (const line of asked) expect(line).toContain(`${two.address}#`);
  });

  test('are asked of the servers that are named where that is wished', async () => {
    expect(await ask(networkThree, three.address, 'db.corp.internal')).toEqual({
      status: 'NOERROR',
      values: ['172.21.0.88'],
    });
    for (const line of await askedOf(otherResolver, 'db.corp.internal')) expect(line).toContain(`${three.address}#`);
  });

  test("are not told from one tenant's cache to another", async () => {
    expect((await ask(networkTwo, two.address, 'db.corp.internal')).values).toEqual(['172.21.0.77']);
    expect((await ask(networkOne, one.address, 'db.corp.internal')).status).toBe('REFUSED');
  });
});

describe('The way back', () => {
  const sentBy = async (device: string): Promise<number> =>
    Number(await must('ip', inside(hostSpace, 'cat', `/sys/class/net/${device}/statistics/tx_packets`)));

  test.each([one, two, three])('of an answer to $name is its own ENI, with our from-rules', async (tenant) => {
    const devices = ['eth0', 'eth1', 'eth2', 'eth3'];
    const before = await Promise.all(devices.map(sentBy));
    const twenty = Array.from({ length: 20 }, () => ask(tenant.name, tenant.address, `app.${tenant.wish.zone}`));
    for (const { status } of await Promise.all(twenty)) expect(status).toBe('NOERROR');
    const sent = (await Promise.all(devices.map(sentBy))).map((now, index) => now - (before[index] ?? 0));
    for (const [index, packets] of sent.entries()) {
      if (index === tenant.deviceIndex) expect(packets).toBeGreaterThanOrEqual(20);
      else expect(packets, devices[index]).toBeLessThan(5); // neighbours are asked for at any time
    }
  });

  test('is none without our from-rules: every tenant times out (this shows that the picture has teeth)', async () => {
    for (const tenant of [one, two, three]) await changeRule('del', tenant);
    const all = [one, two, three].flatMap(({ name, address, wish }) =>
      [false, true].map((tcp) => ask(name, address, `app.${wish.zone}`, { tcp })),
    );
    for (const { status } of await Promise.all(all)) expect(status).toBe('no answer');
    for (const tenant of [one, two, three]) await changeRule('add', tenant);
    await allAnswer(one, two, three);
  });
});

describe("Another tenant's ENI", () => {
  const arrived = async (label: string): Promise<boolean> => (await hostBind.log()).includes(`${label}.`);
  beforeAll(() => hostBind.tell('querylog', 'on'));
  afterAll(() => hostBind.tell('querylog', 'off'));

  test('is not reached by any packet: the destination of the peering is the own subnet', async () => {
    expect((await ask(networkTwo, two.address, 'mine.plant.internal')).status).toBe('NXDOMAIN');
    expect(await arrived('mine')).toBe(true); // the log does show what arrives
    for (const tcp of [false, true]) {
      expect((await ask(networkOne, two.address, `stray-${tcp}.plant.internal`, { tcp })).status).toBe('no answer');
      expect(await arrived(`stray-${tcp}`)).toBe(false);
    }
  });

  test("would be reached if it were the VPC's whole range (this shows that the picture has teeth)", async () => {
    const wide = [`route add ${picture.vpcCidrBlock} via 169.254.0.1`];
    await ip(vpgSpace(networkOne), wide);
    await ask(networkOne, two.address, 'stray-wide.plant.internal');
    expect(await arrived('stray-wide')).toBe(true);
    await ip(
      vpgSpace(networkOne),
      wide.map((line) => line.replace('add', 'del')),
    );
    expect((await ask(networkOne, two.address, 'stray-again.plant.internal')).status).toBe('no answer');
    expect(await arrived('stray-again')).toBe(false);
  });
});

describe('A tenant', () => {
  test('reaches nothing of its ENI but DNS', async () => {
    for (const tcp of [false, true]) {
      expect((await ask(networkOne, one.address, 'app.plant.internal', { tcp, port: 953 })).status).toBe('no answer');
    }
  });

  test('whose forwarder is silent does not use up what the others need', async () => {
    const silent: DnsTenant = { ...three, wish: { ...three.wish, forward: ['172.21.0.99'], records: [] }, serial: 150 };
    delete (silent.wish as { rateLimit?: number }).rateLimit;
    expect(await deliver(render(one, two, silent))).toMatchObject({ outcome: 'published' });
    const flood = startLoad(three.name, three.address, '%.corp.internal', '', 1000);
    await sleep(4000);
    const others = [
      startLoad(one.name, one.address, 'app.plant.internal', '10.1.0.5'),
      startLoad(two.name, two.address, '%.any.corp.internal', '172.21.0.66'),
    ];
    await sleep(2000);
    const tallies = await Promise.all([...others, flood].map((stop) => stop()));
    process.stdout.write(`  beside a flood: ${JSON.stringify(tallies)}\n`);
    for (const tally of tallies.slice(0, 2)) expect(tally).toMatchObject({ lost: 0, wrong: 0 });
    expect(await deliver(render(one, two, three))).toMatchObject({ outcome: 'published' });
  });
});

describe('A stranger', () => {
  test('in the VPC is refused, and learns nothing of what the host is', async () => {
    for (const { address, wish } of [one, two, three]) {
      expect((await askFrom('vpc', address, `app.${wish.zone}`)).status).toBe('REFUSED');
      expect((await askFrom('vpc', address, 'db.corp.internal')).status).toBe('REFUSED');
    }
  });

  test('and a tenant do not hear which BIND it is', async () => {
    for (const name of ['version.bind', 'hostname.bind', 'id.server', 'authors.bind']) {
      for (const space of ['vpc', 'sim-plant-1']) {
        const { values } = await askFrom(space, one.address, name, { type: 'TXT', class: 'CH' });
        expect(values, name).toEqual([]);
      }
    }
  });

  test('gets no zone as a whole, and neither does a tenant', async () => {
    for (const space of ['vpc', 'sim-plant-1']) {
      const answer = await askFrom(space, one.address, 'plant.internal', { type: 'AXFR', tcp: true });
      expect(answer.values).toEqual([]);
    }
  });

  test('finds nothing on the ENI for maintenance', async () => {
    expect((await askFrom('vpc', '172.21.0.102', 'app.plant.internal')).status).toBe('connection refused');
  });
});

describe('A delivery that must not go into service', () => {
  const kept = async (work: () => Promise<void>): Promise<void> => {
    const before = await servedFiles();
    const pid = await hostBind.pid();
    await work();
    expect(await servedFiles()).toEqual(before);
    expect(await hostBind.pid()).toBe(pid);
    await allAnswer(one, two, three);
  };
  const next = () => render(tenantAt(1, 200), tenantAt(2, 200), tenantAt(3, 200));

  test.each<[string, RegExp, (text: string) => string, RegExp]>([
    ['zone', /plant-2-\w+\.zone$/, (text) => `${text}app A 1.2.3.4.5\n`, /BIND refuses its part: .*bad dotted quad/],
    [
      'zone without its head',
      /plant-2-\w+\.zone$/,
      () => '; empty\n',
      /BIND refuses its part: .*has no NS records|has 0 SOA records/,
    ],
    [
      'view',
      /plant-2-\w+\.conf$/,
      (text) => text.replace('match-clients', 'match-client'),
      /unknown option 'match-client'/,
    ],
  ])('a broken %s of one tenant changes nothing for any, and the tenant is named', async (_, part, change, reason) => {
    await kept(async () => {
      const delivered = await deliver(spoiled(next(), part, change));
      expect(delivered, delivered.printed).toMatchObject({
        outcome: 'refused',
        faults: [{ tenant: networkTwo, sentence: expect.stringMatching(reason) }],
      });
    });
  });

  test("a broken part that is for all is nobody's fault", async () => {
    await kept(async () => {
      const delivered = await deliver(
        spoiled(next(), /^named\.conf$/, (text) => text.replace('notify no', 'notify maybe')),
      );
      expect(delivered.faults).toEqual([{ tenant: undefined, sentence: expect.stringContaining('boolean expected') }]);
    });
  });

  test('a bundle that is not the one that was sent is not looked into', async () => {
    await kept(async () => {
      const delivered = await deliver(next(), {
        tamper: (bytes) => bytes.map((byte, at) => (at === 600 ? byte ^ 1 : byte)),
      });
      expect(delivered).toMatchObject({
        outcome: 'refused',
        faults: [{ sentence: expect.stringContaining('not the one that was sent') }],
      });
    });
  });

  test.each(['../escape', '/etc/escape', 'parts/../../escape', 'other'])(
    'a bundle with the file %s is refused',
    async (path) => {
      await kept(async () => {
        const delivered = await deliver([...next(), { path, text: 'x' }]);
        expect(delivered.faults).toEqual([
          { tenant: undefined, sentence: expect.stringContaining('does not belong there') },
        ]);
      });
    },
  );

  test('a part that is not what its name says never replaces one that is', async () => {
    await kept(async () => {
      const files = render(one, two, three).map(({ path, text }) => ({
        path,
        text: /plant-2-\w+\.zone$/.test(path) ? `${text}; more\n` : text,
      }));
      expect((await deliver(files)).faults).toEqual([
        { tenant: undefined, sentence: expect.stringContaining('is not what the hash in its name says') },
      ]);
    });
  });

  test('an older revision never replaces a newer one', async () => {
    await kept(async () => {
      const older = renderDnsHost({ name: 'tokyo-1', resolver: resolverOf(picture), revision: 1 }, [one]);
      expect(await deliver(older)).toMatchObject({ outcome: 'superseded', faults: [] });
    });
  });

  test('what BIND takes, but is not answered with, is put back, and the tenant is named', async () => {
    await kept(async () => {
      const manifest = (text: string) => text.replace(/(tenant plant-3 .*) 200 /, '$1 201 ');
      const delivered = await deliver(spoiled(next(), /^manifest$/, manifest), { patience: 2 });
      expect(delivered, delivered.printed).toMatchObject({
        outcome: 'rolled-back',
        faults: [{ tenant: networkThree, sentence: expect.stringContaining('does not answer with serial 201') }],
      });
    });
  });
});

describe('Deliveries', () => {
  const waitingForever = () =>
    spoiled(render(one, two, three), /^manifest$/, (text) => text.replace(/(tenant plant-3 .*) 100 /, '$1 101 '));
  const inService = async () => (await servedFiles())[1]?.split('\n')[0];

  test('that is ended by SSM puts the old files back', async () => {
    const before = await servedFiles();
    const running = await startDelivery(waitingForever(), { patience: 60 });
    await expect.poll(inService, { timeout: 10_000 }).toBe(`revision ${revision}`);
    running.kill('SIGTERM');
    expect((await running.ended).stdout).toContain('canal-dns outcome rolled-back');
    expect(await servedFiles()).toEqual(before);
    await allAnswer(one, two, three);
  });

  test('that is killed leaves nobody without answers, and the next one goes through', async () => {
    const running = await startDelivery(waitingForever(), { patience: 60 });
    await expect.poll(inService, { timeout: 10_000 }).toBe(`revision ${revision}`);
    running.kill('SIGKILL');
    await running.ended;
    await allAnswer(one, two, three);
    expect(await deliver(render(one, two, three))).toMatchObject({ outcome: 'published', faults: [], notes: [] });
    expect((await readdir('/var/named/canal-dns')).filter((name) => name.startsWith('incoming'))).toEqual([]);
  });

  test('at the same time go one after the other, and the newest stays', async () => {
    const bundles = [1, 2, 3].map(() => render(one, two, three));
    const outcomes = await Promise.all(bundles.toReversed().map((files) => deliver(files)));
    for (const { outcome } of outcomes) expect(['published', 'superseded']).toContain(outcome);
    expect(await inService()).toBe(`revision ${revision}`);
  });
});

describe('A change of records', () => {
  test('is answered as soon as it is delivered, and what it replaces is tidied away', async () => {
    const changed = tenantAt(1, 300, [{ name: 'new', type: 'A', value: '10.1.0.9' }]);
    expect((await ask(networkOne, one.address, 'new.plant.internal')).status).toBe('NXDOMAIN');
    for (const tenants of [
      [changed, two, three],
      [changed, two, three],
    ]) {
      expect(await deliver(render(...tenants))).toMatchObject({ outcome: 'published', faults: [], notes: [] });
    }
    expect((await ask(networkOne, one.address, 'new.plant.internal')).values).toEqual(['10.1.0.9']);
    const parts = await readdir('/var/named/canal-dns/parts');
    expect(parts.filter((part) => /^plant-1-\w{16}\.zone$/.test(part))).toHaveLength(1);
  });
});

describe('A limit of answers', () => {
  test('holds for the tenant that wishes it, and for no other', async () => {
    const count = async ({ name, address, wish, deviceIndex }: DnsTenant) => {
      // A busy machine may take a second to begin, and then has not asked enough to meet the limit.
      for (let seconds = 1; ; seconds += 1) {
        const stop = startLoad(name, address, `app.${wish.zone}`, `10.${deviceIndex}.0.5`);
        await sleep(1000 * seconds);
        const { asked, right } = await stop();
        if (asked >= 150 || seconds === 6) return right / asked;
      }
    };
    expect(await count(three)).toBeLessThan(0.5);
    expect(await count(two)).toBe(1);
  });
});

describe('An ENI that is gone', () => {
  test("is told, but keeps no other tenant's change back", async () => {
    await ip(hostSpace, [`address del ${three.address}/28 dev eth3`]);
    await sleep(1000);
    const delivered = await deliver(render(one, tenantAt(2, 400), three), { patience: 3 });
    expect(delivered, delivered.printed).toMatchObject({
      outcome: 'published',
      notes: [{ tenant: networkThree, sentence: expect.stringContaining('as before') }],
    });
    await allAnswer(one, two);
  });

  test('keeps BIND from nothing when it starts again; back again, it answers', async () => {
    await crashHostBind();
    await startHostBind();
    await allAnswer(one, two);
    await must('ip', ['-n', hostSpace, 'route', 'flush', 'table', `${10_000 + three.deviceIndex}`]);
    await changeRule('del', three);
    await takeUp(three);
    await expect
      .poll(() => ask(networkThree, three.address, 'app.fleet.example.com'), { timeout: 10_000 })
      .toEqual({
        status: 'NOERROR',
        values: ['10.3.0.5'],
      });
  });
});

describe('A tenant that is removed', () => {
  test('is refused at once, while the others go on', async () => {
    expect(await deliver(render(one, three))).toMatchObject({ outcome: 'published' });
    for (const tcp of [false, true]) {
      const began = performance.now();
      expect(await ask(networkTwo, two.address, 'app.plant.internal', { tcp })).toEqual({
        status: 'connection refused',
        values: [],
      });
      expect(performance.now() - began).toBeLessThan(1000);
    }
    await allAnswer(one);
  });
});
