import type { RegisteredDnsHost } from '../../src/canal/dns/host.ts';
import { type NetworkPlaces, noPlaces } from '../../src/canal/dns/network-places.ts';
import type { DnsPlace } from '../../src/canal/dns/place.ts';
import { nextSerial } from '../../src/canal/dns/serial.ts';
import type { DnsHosts } from '../../src/steps/ports.ts';

/** A DNS host as it was registered. */
export const registeredHost = (changes: Partial<RegisteredDnsHost> = {}): RegisteredDnsHost => ({
  name: 'tokyo-1',
  instanceId: 'i-1',
  pool: '10.0.64.0/20',
  region: 'ap-northeast-1',
  accountId: '111111111111',
  vpcId: 'vpc-1',
  vpcCidrBlocks: ['10.0.0.0/16'],
  availabilityZone: 'ap-northeast-1a',
  instanceType: 'm6i.4xlarge',
  mostInterfaces: 8,
  maintenanceInterfaceId: 'eni-1',
  changedBy: 'me',
  changedAt: 1,
  ...changes,
});

/**
 * The DNS hosts' part of the table in memory. `call` runs each call, and may delay it, or lose it before or after its effect.
 */
export function dnsTable(
  registered: readonly RegisteredDnsHost[],
  call: <T>(effect: () => T) => Promise<T> = async (effect) => structuredClone(effect()),
) {
  const held = new Map<string, DnsPlace>();
  const known = new Map<string, NetworkPlaces>();
  let revision: number | undefined;
  const keyOf = (place: { host: string; deviceIndex: number }) => `${place.host} ${place.deviceIndex}`;
  const dnsHosts: Omit<DnsHosts, 'keepDnsHost' | 'forgetDnsHost'> = {
    dnsHost: (name) => call(() => registered.find((one) => one.name === name)),
    dnsHosts: () => call(() => [...registered]),
    places: (name) => call(() => [...held.values()].filter((place) => place.host === name)),
    holdPlace: (place) =>
      call(() => {
        if (![undefined, place.network].includes(held.get(keyOf(place))?.network)) return 'taken';
        held.set(keyOf(place), place);
        return 'held';
      }),
    freePlace: (place) =>
      call(() => {
        if (held.get(keyOf(place))?.network === place.network) held.delete(keyOf(place));
      }),
    placesOf: (network) => call(() => known.get(network) ?? noPlaces),
    keepPlacesOf: (network, places) => call(() => void known.set(network, places)),
    lastRevision: () => call(() => revision),
    nextRevision: (_, now) =>
      call(() => {
        revision = nextSerial(revision, now);
        return revision;
      }),
  };
  return { held, known, dnsHosts: dnsHosts as DnsHosts };
}

const none = () => Promise.reject(new Error('there is no DNS host'));

/** The ports of steps that look at places, where there is no DNS host. */
export const noDnsHosts = {
  dnsHosts: dnsTable([]).dnsHosts,
  hostAccounts: { openHost: none },
  bundles: { bundle: async () => undefined, putBundle: none },
  hostCommands: { deliver: none, delivered: none },
};
