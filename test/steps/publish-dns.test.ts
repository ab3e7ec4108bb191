import { describe, expect, test } from 'vitest';
import type { DnsPlace } from '../../src/canal/dns/place.ts';
import { CanalError } from '../../src/canal/errors.ts';
import { LookAtDns, lookAtDns } from '../../src/steps/look-at-dns.ts';
import { PublishDns, publishDns } from '../../src/steps/publish-dns.ts';
import { dnsTable, registeredHost } from '../support/dns-table.ts';
import { faultOf } from '../support/ports.ts';

const at = { host: 'tokyo-1', deviceIndex: 1, subnetCidrBlock: '10.0.64.0/28', address: '10.0.64.4' };
const second = { ...at, deviceIndex: 2, subnetCidrBlock: '10.0.64.16/28', address: '10.0.64.20' };
const wishOf = (value = '172.21.10.5', forward: string | string[] = 'none', more: object = {}) => {
  const network = PublishDns.example.network as { dns: object };
  const records = [{ name: 'app', type: 'A', value }];
  return PublishDns.input.parse({
    network: { ...network, dns: { ...network.dns, records, forward } },
    ranges: ['100.67.0.0/24'],
    run: 1,
    ...more,
  });
};

/** A host with the place of plant-1, and one whose names are served already. */
function setting() {
  const { held, known, dnsHosts } = dnsTable([registeredHost()]);
  const hold = (place: DnsPlace) => held.set(`${place.host} ${place.deviceIndex}`, place);
  hold({ ...at, network: 'plant-1', takenAt: 1 });
  known.set('plant-1', { place: at, leaving: [] });
  const { dns } = wishOf('172.21.20.5').network;
  const publication = { clients: ['100.67.0.0/24'], wish: dns as never, serial: 7, since: 1, answers: true };
  hold({ ...second, network: 'plant-2', takenAt: 1, publication });
  const sent: { parameters: Record<string, string>; manifest: string }[] = [];
  let said = { status: 'succeeded' as 'pending' | 'succeeded' | 'failed', said: 'Success', stdout: '' };
  let stored = '';
  const ports = {
    dnsHosts,
    now: () => 1_000_000,
    bundles: {
      putBundle: async (key: string, bytes: Uint8Array) => {
        stored = new TextDecoder().decode(bytes);
        return { bucket: 'canal-dns', key };
      },
    },
    hostCommands: {
      deliver: async (_: unknown, parameters: Readonly<Record<string, string>>) => {
        sent.push({ parameters: { ...parameters }, manifest: stored });
        return `command-${sent.length}`;
      },
      delivered: async () => said,
    },
  };
  const own = () => held.get('tokyo-1 1')?.publication;
  const look = (status: typeof said.status, ...lines: string[]) => {
    said = {
      status,
      said: status === 'succeeded' ? 'Success' : 'Failed',
      stdout: lines.map((line) => `canal-dns ${line}\n`).join(''),
    };
    return lookAtDns(LookAtDns.input.parse({ network: 'plant-1', commandId: 'command-1' }), ports);
  };
  return { ports, held, own, sent, look };
}

describe('Publish DNS', () => {
  test('sends the names of all tenants under a number that grows, and keeps what is on its way', async () => {
    const { ports, sent, own } = setting();
    expect(await publishDns(wishOf(), ports)).toEqual({ commandId: 'command-1' });
    expect(own()).toMatchObject({ serial: 1_000, answers: false, clients: ['100.67.0.0/24'] });
    expect(sent[0]?.parameters).toMatchObject({ bucket: 'canal-dns', key: 'dns/tokyo-1/1000.tar' });
    expect(sent[0]?.parameters.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(sent[0]?.manifest).toMatch(/tenant plant-1 10\.0\.64\.4 plant\.internal 1000 /);
    expect(sent[0]?.manifest).toMatch(/tenant plant-2 10\.0\.64\.20 plant\.internal 7 /);
    await publishDns(wishOf(), ports);
    expect(sent[1]?.parameters.key).toBe('dns/tokyo-1/1001.tar');
  });

  test('keeps the serial of names that are the same, whatever order their keys come back in', async () => {
    const { ports, held, own } = setting();
    await publishDns(wishOf(), ports);
    const [key, place] = [...held][0] as [string, DnsPlace];
    const turned = (value: unknown): unknown =>
      JSON.parse(
        JSON.stringify(value, (_, inner) =>
          inner && typeof inner === 'object' && !Array.isArray(inner)
            ? Object.fromEntries(Object.entries(inner).reverse())
            : inner,
        ),
      );
    held.set(key, turned(place) as DnsPlace);
    await publishDns(wishOf(), { ...ports, now: () => 9_000_000 });
    expect(own()?.serial).toBe(1_000);
    await publishDns(wishOf('172.21.10.6'), { ...ports, now: () => 9_000_000 });
    expect(own()?.serial).toBe(9_000);
  });

  test('puts back what a run has published, whether it answers or not, and again when it is asked twice', async () => {
    for (const answers of [true, false]) {
      const { ports, sent, own, look } = setting();
      const at = (seconds: number) => ({ ...ports, now: () => seconds * 1000 });
      const values = () => own()?.wish.records.map(({ value }) => value);
      await publishDns(wishOf(), ports);
      await look('succeeded', 'outcome published 1000');
      await publishDns(wishOf('172.21.10.6', 'none', { run: 2 }), at(2_000));
      if (answers) await look('succeeded', 'outcome published 2000');
      for (const seconds of [3_000, 4_000]) {
        await publishDns(wishOf('172.21.10.6', 'none', { run: 2, undo: true }), at(seconds));
        expect([values(), own()?.serial, own()?.answers]).toEqual([['172.21.10.5'], 3_000, false]);
      }
      expect(sent.at(-1)?.manifest).toMatch(/tenant plant-1 \S+ \S+ 3000 /);
      await look('succeeded', 'outcome published 4000');
      expect(own()?.answers).toBe(true);
    }
  });

  test('puts back nothing of another run, and publishes none where none were', async () => {
    const { ports, sent, own, look } = setting();
    await publishDns(wishOf(), ports);
    await look('succeeded', 'outcome published 1000');
    await publishDns(wishOf('172.21.10.5', 'none', { run: 2 }), ports);
    await publishDns(wishOf('172.21.10.5', 'none', { run: 2, undo: true }), ports);
    expect(own()).toMatchObject({ serial: 1_000, answers: true });
    await publishDns(wishOf('172.21.10.5', 'none', { undo: true }), ports);
    expect(own()).toBeUndefined();
    expect(sent.at(-1)?.manifest).not.toContain('tenant plant-1');
    expect(await look('succeeded', 'outcome published 1003')).toEqual({ status: 'delivered' });
  });

  test('whose putting back the host does not take leaves what the run has published', async () => {
    const { ports, own, look } = setting();
    await publishDns(wishOf(), ports);
    await look('succeeded', 'outcome published 1000');
    await publishDns(wishOf('172.21.10.6', 'none', { run: 2 }), ports);
    await look('succeeded', 'outcome published 1001');
    await publishDns(wishOf('172.21.10.6', 'none', { run: 2, undo: true }), ports);
    expect((await faultOf(look('failed', 'fault - BIND is down', 'outcome refused'))).name).toBe('DnsHostFailed');
    expect(own()).toMatchObject({ answers: true, wish: { records: [{ value: '172.21.10.6' }] } });
  });

  test('takes back names that cannot be served beside those of the others, and sends nothing', async () => {
    const { ports, sent, own, look } = setting();
    await publishDns(wishOf(), ports);
    await look('succeeded', 'outcome published 1000');
    const error = await faultOf(publishDns(wishOf('172.21.10.5', ['10.0.64.20']), ports));
    expect(error).toMatchObject({
      name: 'DnsHostFailed',
      message: expect.stringContaining('which is the ENI of plant-2'),
    });
    expect(sent).toHaveLength(1);
    expect(own()).toMatchObject({ wish: { forward: 'none' }, answers: true });
  });

  test('keeps them when the call was lost: the next try sends them', async () => {
    const { ports, own } = setting();
    const lost = {
      ...ports.hostCommands,
      deliver: async () => {
        throw new CanalError('StoreUnavailable', 'lost');
      },
    };
    expect(await faultOf(publishDns(wishOf(), { ...ports, hostCommands: lost }))).toMatchObject({
      name: 'StoreUnavailable',
    });
    expect(own()).toMatchObject({ serial: 1_000, answers: false });
  });
});

describe('Look at DNS', () => {
  test('waits, then notes that the names answer; a newer publication that stands holds them, too', async () => {
    const { ports, own, look } = setting();
    await publishDns(wishOf(), ports);
    expect(await look('pending')).toEqual({ status: 'waiting' });
    expect(own()?.answers).toBe(false);
    expect(await look('succeeded', 'outcome superseded 1005')).toEqual({ status: 'delivered' });
    expect(own()?.answers).toBe(true);
  });

  test('passes over who was silent before, and asks again when another tenant is the only one in the way', async () => {
    const { ports, own, look } = setting();
    await publishDns(wishOf(), ports);
    const silent = 'note plant-2 10.0.64.20 is on no interface of the host, as before';
    expect(await look('failed', 'fault plant-2 BIND refuses its part', 'outcome refused')).toEqual({ status: 'again' });
    expect(own()?.answers).toBe(false);
    expect(await look('succeeded', silent, 'outcome published 1000')).toEqual({ status: 'delivered' });
  });

  test.each([
    ['its own part', ['fault plant-1 BIND refuses its part', 'outcome refused']],
    ['its own silence', ['note plant-1 10.0.64.4 does not answer, as before', 'outcome published 1000']],
    ['the host', ['fault - BIND is down', 'outcome refused']],
    ['nothing that it has said', []],
  ])('fails because of %s, and what was published before counts again', async (_, lines) => {
    const { ports, own, look } = setting();
    await publishDns(wishOf(), ports);
    await look('succeeded', 'outcome published 1000');
    await publishDns(wishOf('172.21.10.6'), { ...ports, now: () => 9_000_000 });
    const error = await faultOf(look('failed', ...lines));
    expect(error.name).toBe('DnsHostFailed');
    expect(error.message).toContain('did not publish network "plant-1"');
    expect(error.message).toMatch(/It serves what it served before\.$/);
    expect(own()).toMatchObject({ serial: 9_000, answers: true, wish: { records: [{ value: '172.21.10.5' }] } });
  });
});
