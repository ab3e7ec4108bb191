import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RegisteredDnsHost } from '../../src/canal/dns/host.ts';
import type { DnsPlace, DnsPlacePointer } from '../../src/canal/dns/place.ts';
import { CanalError } from '../../src/canal/errors.ts';
import { buildPlace } from '../../src/steps/build-place.ts';
import { clearPlace } from '../../src/steps/clear-place.ts';
import { freePlace } from '../../src/steps/free-place.ts';
import type { DnsHosts, HostAccounts } from '../../src/steps/ports.ts';
import { TakePlace, takePlace } from '../../src/steps/take-place.ts';
import { faultOf, installation } from '../support/ports.ts';

const host = (mostInterfaces: number): RegisteredDnsHost => ({
  name: 'tokyo-1',
  instanceId: 'i-1',
  pool: '10.0.64.0/20',
  region: 'ap-northeast-1',
  accountId: '111111111111',
  vpcId: 'vpc-1',
  vpcCidrBlocks: ['10.0.0.0/16'],
  availabilityZone: 'ap-northeast-1a',
  instanceType: 'm6i.4xlarge',
  mostInterfaces,
  maintenanceInterfaceId: 'eni-1',
  changedBy: 'me',
  changedAt: 1,
});

/** The table in memory: every call waits for its turn, and is lost before or after its effect where it is told to be. */
function store(registered: RegisteredDnsHost, turn: () => Promise<'ok' | 'before' | 'after'>) {
  const held = new Map<number, DnsPlace>();
  const pointers = new Map<string, DnsPlacePointer>();
  const call = async <T>(effect: () => T): Promise<T> => {
    const fate = await turn();
    const lost = new CanalError('StoreUnavailable', 'no answer');
    if (fate === 'before') throw lost;
    const answer = effect();
    if (fate === 'after') throw lost;
    return structuredClone(answer);
  };
  const mayWrite = (index: number, network: string) => [undefined, network].includes(held.get(index)?.network);
  const dnsHosts: Partial<DnsHosts> = {
    dnsHost: () => call(() => registered),
    dnsHosts: () => call(() => [registered]),
    places: () => call(() => [...held.values()]),
    holdPlace: (place) =>
      call(() => {
        if (!mayWrite(place.deviceIndex, place.network)) return 'taken';
        held.set(place.deviceIndex, place);
        return 'held';
      }),
    freePlace: ({ deviceIndex, network }) =>
      call(() => {
        if (held.get(deviceIndex)?.network === network) held.delete(deviceIndex);
      }),
    placeOf: (network) => call(() => pointers.get(network)),
    keepPlaceOf: (network, pointer) => call(() => void pointers.set(network, pointer)),
    forgetPlaceOf: (network) => call(() => void pointers.delete(network)),
  };
  return { held, pointers, dnsHosts: dnsHosts as DnsHosts };
}

const account = {
  instance: async () => ({
    instanceId: 'i-1',
    instanceType: 'm6i.4xlarge',
    state: 'running',
    vpcId: 'vpc-1',
    availabilityZone: 'a',
    interfaces: [],
  }),
  peeringCount: async () => 0,
  hostSubnets: async () => [
    { subnetId: 'subnet-1', cidrBlock: '10.0.64.0/28', availabilityZone: 'a', tags: { Name: 'of others' } },
  ],
};
const hostAccounts = (most: number) =>
  ({ openHost: async () => ({ ...account, interfaceLimit: async () => most }) }) as unknown as HostAccounts;
const wishOf = (name: string) => TakePlace.input.parse({ network: { ...(TakePlace.example.network as object), name } });

describe('Places on a DNS host', () => {
  test('never collide, and none leaks, however joining, leaving and crashing come between each other', async () => {
    const scripts = fc.array(
      fc.array(fc.constantFrom('join' as const, 'leave' as const), { minLength: 1, maxLength: 4 }),
      {
        minLength: 2,
        maxLength: 6,
      },
    );
    const fates = fc.infiniteStream(
      fc.constantFrom('ok' as const, 'ok' as const, 'ok' as const, 'before' as const, 'after' as const),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        scripts,
        fates,
        fc.integer({ min: 2, max: 6 }),
        async (scheduler, plans, stream, most) => {
          const iterator = stream[Symbol.iterator]();
          let calm = false;
          const { held, pointers, dnsHosts } = store(host(most), async () => {
            await scheduler.schedule(Promise.resolve());
            return calm ? 'ok' : (iterator.next().value ?? 'ok');
          });
          const ports = { dnsHosts, hostAccounts: hostAccounts(most), now: () => 5 };
          /** As the machine: the same step again while it may help. */
          const untilDone = async (step: () => Promise<unknown>): Promise<unknown> => {
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
          const has = new Map<string, string[]>();
          const lives = plans.map(async (plan, index) => {
            const network = `plant-${index}`;
            for (const what of plan) {
              if (what === 'leave') {
                await untilDone(() => freePlace({ network }, { dnsHosts }));
                has.set(network, []);
              } else {
                const taken = (await untilDone(() => takePlace(wishOf(network), ports))) as
                  | { network: { airGroup: { dnsServers: string[] } } }
                  | undefined;
                const own = [...held.values()].filter((place) => place.network === network);
                const addresses = taken ? taken.network.airGroup.dnsServers : [];
                expect(own.map(({ address }) => address)).toEqual(addresses);
                has.set(network, addresses);
              }
            }
          });
          await scheduler.waitFor(Promise.all(lives));
          // Nobody has lost a place to another.
          for (const [network, addresses] of has) {
            const own = [...held.values()].filter((place) => place.network === network);
            expect(own.map(({ address }) => address)).toEqual(addresses);
          }
          const owners = [...held.values()].map(({ network }) => network);
          expect(new Set(owners).size).toBe(owners.length);
          for (const { network, deviceIndex } of held.values())
            expect(pointers.get(network)?.deviceIndex).toBe(deviceIndex);
          calm = true;
          await scheduler.waitFor(
            Promise.all(plans.map((_, index) => freePlace({ network: `plant-${index}` }, { dnsHosts }))),
          );
          expect(held.size).toBe(0);
          expect(pointers.size).toBe(0);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('twenty networks at once get fourteen places, each its own', async () => {
    const { held, dnsHosts } = store(host(15), async () => 'ok');
    const ports = { dnsHosts, hostAccounts: hostAccounts(15), now: () => 5 };
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
    const { held, dnsHosts } = store(host(3), async () => 'ok');
    const ports = { dnsHosts, hostAccounts: hostAccounts(3), now: () => 5 };
    await takePlace(wishOf('plant-1'), ports);
    const at = { network: 'plant-1', ranges: ['100.67.0.0/24'], peeringId: 'pcx-1' };
    const fault = await faultOf(buildPlace(at, { ...ports, installation: installation() }));
    expect(fault).toMatchObject({
      name: 'DnsPlaceConflict',
      message: expect.stringContaining('subnet-1 (10.0.64.0/28)'),
    });
    const empty = { hostGroup: async () => undefined, hostTables: async () => [] };
    const bare = { openHost: async () => ({ ...account, ...empty }) } as unknown as HostAccounts;
    const cleared = await clearPlace(
      { network: 'plant-1' },
      { dnsHosts, hostAccounts: bare, installation: installation() },
    );
    expect(cleared).toEqual({ status: 'clear' });
    expect(held.size).toBe(1);
  });
});
