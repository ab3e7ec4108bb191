import { describe, expect, test } from 'vitest';
import { noPlaces } from '../../src/canal/dns/network-places.ts';
import { leaveDns } from '../../src/steps/leave-dns.ts';
import { LookAtDns, lookAtDns } from '../../src/steps/look-at-dns.ts';
import type { HostAccounts } from '../../src/steps/ports.ts';
import { dnsTable, registeredHost } from '../support/dns-table.ts';
import { faultOf } from '../support/ports.ts';

const at = (host: string, deviceIndex = 1) => ({
  host,
  deviceIndex,
  subnetCidrBlock: `10.0.64.${(deviceIndex - 1) * 16}/28`,
  address: `10.0.64.${(deviceIndex - 1) * 16 + 4}`,
});
const wish = { zone: 'plant.internal', forward: 'none' as const, records: [], reverse: [] };
const publication = { clients: ['100.67.0.0/24'], wish, serial: 7, since: 1, answers: true };

function setting(instance: object | undefined = { state: 'running' }) {
  const { held, known, dnsHosts } = dnsTable([
    registeredHost(),
    registeredHost({ name: 'tokyo-2', instanceId: 'i-2' }),
  ]);
  for (const host of ['tokyo-1', 'tokyo-2']) {
    held.set(`${host} 1`, { ...at(host), network: 'plant-1', takenAt: 1, publication });
  }
  held.set('tokyo-1 2', { ...at('tokyo-1', 2), network: 'plant-2', takenAt: 1, publication });
  const sent: { instanceId: string; names: boolean; key: string | undefined }[] = [];
  let stored = '';
  const ports = {
    dnsHosts,
    now: () => 1_000_000,
    hostAccounts: { openHost: async () => ({ instance: async () => instance }) } as unknown as HostAccounts,
    bundles: {
      putBundle: async (key: string, bytes: Uint8Array) => {
        stored = new TextDecoder().decode(bytes);
        return { bucket: 'b', key };
      },
    },
    hostCommands: {
      deliver: async ({ instanceId }: { instanceId: string }, { key }: Readonly<Record<string, string>>) => {
        sent.push({ instanceId, names: stored.includes('tenant plant-1'), key });
        return 'command-1';
      },
      delivered: async () => ({
        status: 'failed' as const,
        said: 'Failed',
        stdout: 'canal-dns fault - BIND is down\ncanal-dns outcome refused\n',
      }),
    },
  };
  return { ports, held, known, sent };
}

describe('Leave DNS', () => {
  test('sends the host the others alone, and the place that it had is the next to go', async () => {
    const { ports, known, held, sent } = setting();
    known.set('plant-1', { place: at('tokyo-1'), leaving: [] });
    const left = await leaveDns({ network: 'plant-1', keep: false }, ports);
    expect(left).toEqual({ status: 'leaving', host: 'tokyo-1', commandId: 'command-1' });
    expect(known.get('plant-1')).toEqual({ leaving: [at('tokyo-1')] });
    expect(held.get('tokyo-1 1')).not.toHaveProperty('publication');
    expect(held.get('tokyo-1 2')).toHaveProperty('publication');
    expect(sent).toEqual([{ instanceId: 'i-1', names: false, key: 'dns/tokyo-1/1000.tar' }]);
    // The same again, after a lost answer, sends it again and moves nothing.
    expect(await leaveDns({ network: 'plant-1', keep: false }, ports)).toMatchObject({ status: 'leaving' });
    expect(known.get('plant-1')).toEqual({ leaving: [at('tokyo-1')] });
  });

  test('of a network that moves keeps the new place and leaves the old one', async () => {
    const { ports, known, held, sent } = setting();
    known.set('plant-1', { place: at('tokyo-1'), leaving: [at('tokyo-2')] });
    expect(await leaveDns({ network: 'plant-1', keep: true }, ports)).toMatchObject({ host: 'tokyo-2' });
    expect(sent.map(({ instanceId }) => instanceId)).toEqual(['i-2']);
    expect(known.get('plant-1')).toEqual({ place: at('tokyo-1'), leaving: [at('tokyo-2')] });
    expect(held.get('tokyo-1 1')).toHaveProperty('publication');
  });

  test('of a run that is undone leaves first what it has taken, before one that it left', async () => {
    const { ports, known } = setting();
    known.set('plant-1', { place: at('tokyo-1'), leaving: [at('tokyo-2')] });
    expect(await leaveDns({ network: 'plant-1', keep: false }, ports)).toMatchObject({ host: 'tokyo-1' });
    expect(known.get('plant-1')).toEqual({ leaving: [at('tokyo-1'), at('tokyo-2')] });
  });

  test('without a place does nothing', async () => {
    const { ports, sent, known } = setting();
    expect(await leaveDns({ network: 'plant-9', keep: false }, ports)).toEqual({ status: 'no place', host: '' });
    expect(known.get('plant-9') ?? noPlaces).toEqual(noPlaces);
    expect(sent).toEqual([]);
  });

  test.each([[undefined], [{ state: 'terminated' }]])(
    'of a host whose instance is %j has nothing to send',
    async (instance) => {
      const { ports, sent, known } = setting(instance ?? (null as never));
      known.set('plant-1', { place: at('tokyo-1'), leaving: [] });
      expect(await leaveDns({ network: 'plant-1', keep: false }, ports)).toEqual({ status: 'silent', host: 'tokyo-1' });
      expect(sent).toEqual([]);
    },
  );

  test('that the host refuses is told as that, and the place stays', async () => {
    const { ports, known, held } = setting();
    known.set('plant-1', { place: at('tokyo-1'), leaving: [] });
    await leaveDns({ network: 'plant-1', keep: false }, ports);
    const look = LookAtDns.input.parse({ network: 'plant-1', commandId: 'command-1', leaves: true });
    const error = await faultOf(lookAtDns(look, ports));
    expect(error).toMatchObject({
      name: 'DnsHostFailed',
      message: expect.stringContaining('did not take out network "plant-1"'),
    });
    expect(held.has('tokyo-1 1')).toBe(true);
  });
});
