import type { RegisteredDnsHost } from '../canal/dns/host.ts';
import { type DnsPlace, sweeper } from '../canal/dns/place.ts';
import { positionsOf } from '../canal/dns/places.ts';
import { isLasting } from '../canal/errors.ts';
import type { Finding } from '../canal/sweep.ts';
import { type DeliveryPorts, deliverTo } from './delivery.ts';
import { hasPlaceAt, type StandingPlace } from './left-places.ts';
import { clearThings } from './place-clearing.ts';
import type { HostAccounts, Records, Run } from './ports.ts';

type Account = Awaited<ReturnType<HostAccounts['openHost']>>;

/** What came of a removal, for its finding. */
export type Came = Pick<Finding, 'mend' | 'removed' | 'command'>;

const again = 'canal sweep --remove';

/**
 * Removes what a network has left at a place: first the names, then what stands at EC2, then the place. The sweep holds the
 * place meanwhile, so that no run takes it and finds in its hands what is being deleted. What cannot be removed is said.
 */
export async function removeLeftPlace(
  host: RegisteredDnsHost,
  account: Account,
  { network, subnetCidrBlock, held, things }: StandingPlace,
  ports: DeliveryPorts & { readonly records: Records } & Run,
): Promise<Came> {
  const { dnsHosts, now } = ports;
  const place = held ?? positionsOf(host).find((one) => one.subnetCidrBlock === subnetCidrBlock);
  const { deviceIndex, address } = place ?? { deviceIndex: 0, address: '' };
  const lock = place && { deviceIndex, subnetCidrBlock, address, host: host.name, network: sweeper, takenAt: now() };
  try {
    if (held && network !== sweeper) await takeOut(held, host, account, ports);
    // Whoever has asked for the network meanwhile has got these things, or is about to.
    if (await hasPlaceAt(network, subnetCidrBlock, ports)) {
      return { mend: 'A run has taken it up at this moment: it was left.', removed: false };
    }
    if (held) await dnsHosts.freePlace(held);
    // Another network that has the place meanwhile has other tags, and waits for what stands in its way.
    const lost = lock && (await dnsHosts.holdPlace(lock)) === 'taken';
    if ((await clearThings(account, things, network)) === 'clearing') {
      return { mend: 'Its ENI is being detached: sweep again in a minute.', command: again, removed: false };
    }
    if (lock && !lost) await dnsHosts.freePlace(lock);
    return { mend: 'All of it was deleted.', removed: true };
  } catch (error) {
    if (!isLasting(error)) throw error;
    return { mend: `It could not be removed: ${error.message} Then sweep again.`, command: again, removed: false };
  }
}

/** The host serves the names no more; one whose instance is gone serves none. */
async function takeOut(held: DnsPlace, host: RegisteredDnsHost, account: Account, ports: DeliveryPorts & Run) {
  const { publication: _, ...silent } = held;
  await ports.dnsHosts.holdPlace(silent);
  if ((await account.instance(host.instanceId))?.state !== 'running') return;
  await deliverTo(host, `Without what is left of Canal network ${held.network}`, ports, ports.now());
}
