import type { Look } from '../canal/comparison.ts';
import { bundleFiles } from '../canal/dns/bundle-files.ts';
import { bundleKey } from '../canal/dns/bundle-key.ts';
import { isPublished, renderedHost, tenantsOf } from '../canal/dns/place.ts';
import type { RenderedFile } from '../canal/dns/render.ts';
import type { DnsWish } from '../canal/dns/wish.ts';
import type { Difference } from '../canal/drift.ts';
import type { HeldPlace } from './held-place.ts';
import type { Bundles, DnsHosts } from './ports.ts';

/** What a comparison of published names asks. */
export interface NamesPorts {
  readonly dnsHosts: Pick<DnsHosts, 'lastRevision'>;
  readonly bundles: Pick<Bundles, 'bundle'>;
}

/** How the names that a network's place tells of, and those that were last sent to its host, are not those of its file. */
export async function namesDifferences(
  { place, host }: HeldPlace,
  dns: DnsWish,
  { dnsHosts, bundles }: NamesPorts,
  now: number,
  look: Look,
): Promise<Difference[]> {
  const differs = (message: string): Difference[] => [
    {
      kind: 'names-changed',
      field: 'dns.records',
      id: dns.zone,
      message,
      mend: 'Start the network again: it publishes the names of its file.',
      command: 'canal up FILE',
      mendedBy: 'run',
    },
  ];
  if (!isPublished(place, dns)) {
    return differs(
      place.publication
        ? `DNS host ${host.name} has not said that it serves ${dns.zone} as the file has it.`
        : `Nothing of ${dns.zone} is published on DNS host ${host.name}.`,
    );
  }
  const revision = await dnsHosts.lastRevision(host.name);
  const passOver = (why: string): Difference[] => {
    look.passOver('dns.records', `What was last sent to ${host.name} was not looked at: ${why}.`);
    return [];
  };
  if (revision === undefined) return passOver('nothing is known to have been sent');
  const key = bundleKey(host.name, revision);
  const bytes = await bundles.bundle(key);
  // One that was sent long ago is deleted, and one that is about to be sent not there yet.
  if (!bytes) return passOver(`S3 has no ${key} now`);
  // Loaded by who renders: most networks have no names here.
  const { renderDnsHost } = await import('../canal/dns/render.ts');
  const wished = renderDnsHost(renderedHost(host, revision), tenantsOf([place], now));
  const sent = filesOf(bytes, place.network);
  // The host compares what it fetches with the digest that it is told, and refuses such a thing.
  if (sent === undefined) return passOver(`S3's ${key} is no bundle`);
  if (sent === tenantText(wished, place.network)) return [];
  return differs(`${key}, the last that was sent to DNS host ${host.name}, has not the names of this network's file.`);
}

function filesOf(bytes: Uint8Array, network: string): string | undefined {
  try {
    return tenantText(bundleFiles(bytes), network);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** What a host's files say of one tenant: its lines of the manifest, and the parts that these name. */
function tenantText(files: readonly RenderedFile[], network: string): string {
  const manifest = files.find(({ path }) => path === 'manifest')?.text ?? '';
  const lines = manifest
    .split('\n')
    .filter((line) => line.startsWith(`tenant ${network} `) || line.endsWith(` ${network}`));
  const parts = files.filter(({ path }) => lines.some((line) => line.startsWith(`part ${path} `)));
  return [...lines, ...parts.map(({ text }) => text)].join('\n');
}
