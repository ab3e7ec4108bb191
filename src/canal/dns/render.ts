import { createHash } from 'node:crypto';
import { dnsHostFaults } from './host-faults.ts';
import { namedConf } from './named-conf.ts';
import type { DnsHost, DnsTenant } from './tenant.ts';
import { viewText } from './view.ts';
import { zoneFiles } from './zone-file.ts';

/** A file of a host, its path relative to the bundle. */
export interface RenderedFile {
  readonly path: string;
  readonly text: string;
}

/** Where the files stand on a host. */
export interface DnsPlaces {
  /** Ours alone: named.conf, manifest and parts/. */
  readonly root: string;
  /** Where named may write. */
  readonly directory: string;
}

// On Amazon Linux 2023, whose BIND may write to /var/named.
const dnsPlaces: DnsPlaces = { root: '/var/named/canal-dns', directory: '/var/named' };

/** Parts are never changed, only added: a name with the hash of its text lets old and new stand side by side. */
const partOf = (stem: string, ending: string, text: string): RenderedFile => ({
  path: `parts/${stem}-${createHash('sha256').update(text).digest('hex').slice(0, 16)}.${ending}`,
  text,
});

function tenantParts(tenant: DnsTenant, host: DnsHost, root: string) {
  const zones = zoneFiles(tenant).map(({ zone, text }, index) => ({
    zone,
    file: partOf(index === 0 ? tenant.name : `${tenant.name}-${zone}`, 'zone', text),
  }));
  const placed = zones.map(({ zone, file }) => ({ zone, path: `${root}/${file.path}` }));
  const view = partOf(tenant.name, 'conf', viewText(tenant, placed, host));
  return { tenant, view, zones: zones.map(({ file }) => file) };
}

/**
 * The files of a DNS host: `named.conf`, `parts/` with a view and zones for each tenant, and `manifest`, by which the
 * delivery checks and tidies. Same host and tenants in any order: same bytes. Throws RangeError, naming the tenant, for
 * what BIND or AWS could not serve.
 */
export function renderDnsHost(
  host: DnsHost,
  tenants: readonly DnsTenant[],
  places: DnsPlaces = dnsPlaces,
): RenderedFile[] {
  const faults = dnsHostFaults(host, tenants);
  if (faults.length > 0) throw new RangeError(`DNS host ${host.name} cannot be rendered: ${faults.join('; ')}`);
  const parts = tenants
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map((tenant) => tenantParts(tenant, host, places.root));
  const manifest = [
    `revision ${host.revision}`,
    ...parts.flatMap(({ tenant, view, zones }) => [
      `tenant ${tenant.name} ${tenant.address} ${tenant.wish.zone} ${tenant.serial} ${view.path}`,
      ...[view, ...zones].map(({ path }) => `part ${path} ${tenant.name}`),
    ]),
  ];
  const paths = parts.map(({ view }) => `${places.root}/${view.path}`);
  const inOrder = parts.map(({ tenant }) => tenant);
  return [
    { path: 'manifest', text: `${manifest.join('\n')}\n` },
    { path: 'named.conf', text: namedConf(inOrder, paths, places.directory) },
    ...parts.flatMap(({ view, zones }) => [view, ...zones]),
  ];
}
