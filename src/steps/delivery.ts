import { bundleKey } from '../canal/dns/bundle-key.ts';
import type { RegisteredDnsHost } from '../canal/dns/host.ts';
import { renderedHost, tenantsOf } from '../canal/dns/place.ts';
import { CanalError } from '../canal/errors.ts';
import type { Bundles, DnsHosts, HostCommands } from './ports.ts';

/** What a delivery needs. */
export interface DeliveryPorts {
  readonly dnsHosts: DnsHosts;
  readonly bundles: Pick<Bundles, 'putBundle'>;
  readonly hostCommands: HostCommands;
}

/**
 * Sends a host the files of all its tenants. The number is drawn before the tenants are read: of two deliveries the one with
 * the larger number knows all that the other one knew, and the host never takes the smaller one after it.
 */
export async function deliverTo(
  host: RegisteredDnsHost,
  comment: string,
  { dnsHosts, bundles, hostCommands }: DeliveryPorts,
  now: number,
): Promise<string> {
  const revision = await dnsHosts.nextRevision(host.name, now);
  const tenants = tenantsOf(await dnsHosts.places(host.name), now);
  const { bytes, sha256 } = await rendered(host, revision, tenants);
  const { bucket, key } = await bundles.putBundle(bundleKey(host.name, revision), bytes);
  return hostCommands.deliver(host, { bucket, key, sha256 }, comment);
}

/** Loaded by who renders: node's crypto, with which files are named by their contents, takes a sixth of an empty function's start. */
async function rendered(host: RegisteredDnsHost, revision: number, tenants: ReturnType<typeof tenantsOf>) {
  const [{ dnsBundle }, { renderDnsHost }] = await Promise.all([
    import('../canal/dns/bundle.ts'),
    import('../canal/dns/render.ts'),
  ]);
  try {
    return dnsBundle(renderDnsHost(renderedHost(host, revision), tenants));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new CanalError('DnsHostFailed', `${error.message}.`, { cause: error });
  }
}
