import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RegisteredDnsHost } from '../../src/canal/dns/host.ts';
import { givenUp, noPlaces } from '../../src/canal/dns/network-places.ts';
import { CanalError } from '../../src/canal/errors.ts';
import { buildPlace } from '../../src/steps/build-place.ts';
import { clearPlace } from '../../src/steps/clear-place.ts';
import { freePlace } from '../../src/steps/free-place.ts';
import type { DnsHosts, HostAccounts } from '../../src/steps/ports.ts';
import { TakePlace, takePlace } from '../../src/steps/take-place.ts';
import { dnsTable, registeredHost } from '../support/dns-table.ts';
import { faultOf, installation } from '../support/ports.ts';

const host = (mostInterfaces: number, name = 'tokyo-1', vpcId = 'vpc-1') =>
  registeredHost({ name, vpcId, mostInterfaces });

/** The table in memory: every call waits for its turn, and is lost before or after its effect where it is told to be. */
const store = (registered: readonly RegisteredDnsHost[], turn: () => Promise<'ok' | 'before' | 'after'>) =>
  dnsTable(registered, async (effect) => {
    const fate = await turn();
    const lost = new CanalError('StoreUnavailable', 'no answer');
    if (fate === 'before') throw lost;
    const answer = effect();
    if (fate === 'after') throw lost;
    return structuredClone(answer);
  });

const account = {
  instance: async () => ({
    instanceId: 'i-1',
    instanceType: 'm6i.4xlarge',
    state: 'running',
    vpcId: 'vpc-1',
    availabilityZone: 'a',
    interfaces: [],
  }),
  hostPeerings: async () => [],
  hostTables: async () => [],
  hostSubnets: async () => [
    { subnetId: 'subnet-1', cidrBlock: '10.0.64.0/28', availabilityZone: 'a', tags: { Name: 'of others' } },
  ],
};
const hostAccounts = (most: number) =>
  ({ openHost: async () => ({ ...account, interfaceLimit: async () => most }) }) as unknown as HostAccounts;
const wishOf = (name: string, on = 'tokyo-1') => {
  const network = TakePlace.example.network as { dns: object };
  return TakePlace.input.parse({ network: { ...network, name, dns: { ...network.dns, host: on } }, run: 1 });
};

/** Gives back what a network has left, or all that it has: as the machines do, without what stands at AWS. */
async function giveBack(network: string, dnsHosts: DnsHosts, keep: boolean): Promise<void> {
  const before = await dnsHosts.placesOf(network);
  if (!keep && before.place) await dnsHosts.keepPlacesOf(network, givenUp(before));
  while ((await freePlace({ network }, { dnsHosts })).left > 0);
}

describe('Places on DNS hosts', () => {
  test('never collide, and none leaks, however joining, moving, leaving and crashing come between each other', async () => {
    const acts = fc.constantFrom('tokyo-1' as const, 'tokyo-2' as const, 'finish' as const, 'leave' as const);
    const scripts = fc.array(fc.array(acts, { minLength: 1, maxLength: 5 }), { minLength: 2, maxLength: 6 });
    const fates = fc.infiniteStream(
      fc.constantFrom('ok' as const, 'ok' as const, 'ok' as const, 'before' as const, 'after' as const),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        scripts,
        fates,
        fc.integer({ min: 2, max: 5 }),
        async (scheduler, plans, stream, most) => {
          const iterator = stream[Symbol.iterator]();
          let calm = false;
          // Two hosts in VPCs of their own: nobody is given a place on the one instead of on the other.
          const hosts = [host(most), host(most, 'tokyo-2', 'vpc-2')];
          const { held, known, dnsHosts } = store(hosts, async () => {
            await scheduler.schedule(Promise.resolve());
            return calm ? 'ok' : (iterator.next().value ?? 'ok');
          });
          const ports = { dnsHosts, hostAccounts: hostAccounts(most), installation: installation(), now: () => 5 };
          /** As the machine: the same step again while it may help; undefined when the host is full. */
          const untilDone = async <T>(step: () => Promise<T>): Promise<T | undefined> => {
            for (;;) {
              try {
                return await step();
              } catch (error) {
                if (!(error instanceof CanalError)) throw error;
                if (error.name === 'DnsHostFull') return undefined;
                if (error.name !== 'StoreUnavailable') throw error;
              }
            }
          };
          const ownOf = (network: string) => [...held.values()].filter((place) => place.network === network);
          /** The address that each network was told last, while it has one. */
          const told = new Map<string, string | undefined>();
          const lives = plans.map(async (plan, index) => {
            const network = `plant-${index}`;
            let failed = false;
            for (const act of plan) {
              // A run that came to no place gives none back: the machine ends there.
              if (act === 'finish' && failed) continue;
              if (act === 'leave' || act === 'finish') {
                await untilDone(() => giveBack(network, dnsHosts, act === 'finish'));
                if (act === 'leave') told.set(network, undefined);
                const left = ownOf(network).map(({ address }) => address);
                expect(left).toEqual(act === 'leave' ? [] : [told.get(network)].filter((one) => one !== undefined));
              } else {
                const taken = await untilDone(() => takePlace(wishOf(network, act), ports));
                failed = taken === undefined;
                if (!taken) continue;
                const [address] = (taken.network as { airGroup: { dnsServers: string[] } }).airGroup.dnsServers;
                told.set(network, address);
                const now = ownOf(network).filter((place) => place.host === act);
                expect(now.map((place) => place.address)).toEqual([address]);
              }
            }
          });
          await scheduler.waitFor(Promise.all(lives));
          // Whatever is held is known to whom it belongs, as its place or as one that it gives back.
          for (const { network, host: on, deviceIndex } of held.values()) {
            const { place, leaving } = known.get(network) ?? noPlaces;
            const own = [...leaving, ...(place ? [place] : [])];
            expect(own.filter((one) => one.host === on && one.deviceIndex === deviceIndex)).toHaveLength(1);
          }
          calm = true;
          await scheduler.waitFor(Promise.all(plans.map((_, index) => giveBack(`plant-${index}`, dnsHosts, false))));
          expect(held.size).toBe(0);
          for (const places of known.values()) expect(places).toEqual(noPlaces);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('twenty networks at once get fourteen places, each its own', async () => {
    const { held, dnsHosts } = store([host(15)], async () => 'ok');
    const ports = { dnsHosts, hostAccounts: hostAccounts(15), installation: installation(), now: () => 5 };
    const joining = Array.from({ length: 20 }, (_, index) =>
      takePlace(wishOf(`plant-${index}`), ports).catch((error: CanalError) => error.name),
    );
    const ended = await Promise.all(joining);
    expect(held.size).toBe(14);
    expect(ended.filter((one) => typeof one === 'string').every((name) => name === 'StoreUnavailable')).toBe(true);
    const again = await faultOf(takePlace(wishOf('plant-99'), ports));
    expect(again.name).toBe('DnsHostFull');
  });

  test('whose subnet somebody else has made is a DnsPlaceConflict, and clearing leaves what is not ours', async () => {
    const { held, dnsHosts } = store([host(3)], async () => 'ok');
    const ports = { dnsHosts, hostAccounts: hostAccounts(3), installation: installation(), now: () => 5 };
    await takePlace(wishOf('plant-1'), ports);
    const at = { network: 'plant-1', ranges: ['100.67.0.0/24'], peeringId: 'pcx-1' };
    const fault = await faultOf(buildPlace(at, { ...ports, installation: installation() }));
    expect(fault).toMatchObject({
      name: 'DnsPlaceConflict',
      message: expect.stringContaining('subnet-1 (10.0.64.0/28)'),
    });
    const empty = { hostGroup: async () => undefined, hostTables: async () => [] };
    const bare = { openHost: async () => ({ ...account, ...empty }) } as unknown as HostAccounts;
    await dnsHosts.keepPlacesOf('plant-1', givenUp(await dnsHosts.placesOf('plant-1')));
    const cleared = await clearPlace(
      { network: 'plant-1' },
      { dnsHosts, hostAccounts: bare, installation: installation() },
    );
    expect(cleared).toEqual({ status: 'clear' });
    expect(held.size).toBe(1);
  });
});

describe('A VPC that is full', () => {
  const tagsOf = (network: string) => ({ 'canal:network': network, 'canal:stack': installation().stack });
  const full = (peerings: number, subnets: number, tables: number, own: string | undefined) => {
    const { held, dnsHosts } = store([host(3)], async () => 'ok');
    const many = (count: number) =>
      Array.from({ length: count }, (_, n) => ({ tags: n === 0 && own !== undefined ? tagsOf(own) : {} }));
    const crowded = {
      ...account,
      interfaceLimit: async () => 3,
      hostPeerings: async () => many(peerings),
      hostSubnets: async () => many(subnets),
      hostTables: async () => many(tables),
    };
    const ports = {
      dnsHosts,
      hostAccounts: { openHost: async () => crowded } as unknown as HostAccounts,
      installation: installation(),
      now: () => 5,
    };
    return { held, take: () => takePlace(wishOf('plant-1'), ports) };
  };

  test.each([
    [50, 0, 0, 'vpc-1 of DNS host tokyo-1 has 50 peerings of others, and AWS allows 50 per VPC'],
    [0, 200, 0, 'vpc-1 of DNS host tokyo-1 has 200 subnets of others, and AWS allows 200 per VPC'],
    [0, 0, 200, 'vpc-1 of DNS host tokyo-1 has 200 route tables of others, and AWS allows 200 per VPC'],
  ])('of %i peerings, %i subnets and %i route tables gives no place, and nothing is taken', async (...given) => {
    const [peerings, subnets, tables, message] = given;
    for (const own of [undefined, 'plant-2']) {
      const { held, take } = full(peerings, subnets, tables, own);
      expect(await faultOf(take())).toMatchObject({ name: 'QuotaExceeded', message: expect.stringContaining(message) });
      expect(held.size).toBe(0);
    }
  });

  test.each([
    ['but for one of each', 49, 199, 199, undefined],
    ['with what the network itself has there, which goes first', 50, 200, 200, 'plant-1'],
  ])('%s gives a place', async (_, peerings, subnets, tables, own) => {
    const { held, take } = full(peerings, subnets, tables, own);
    await take();
    expect(held.size).toBe(1);
  });
});
