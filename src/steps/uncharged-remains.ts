import { fewOf } from '../canal/few-of.ts';
import type { GroupRecord } from '../canal/group-record.ts';
import { restoration } from '../canal/group-restoration.ts';
import type { DnsHosts, Records, Soracom } from './ports.ts';

/** What it takes to say what else is left. */
export interface RemainsPorts {
  readonly soracom: Soracom;
  readonly records: Records;
  readonly dnsHosts: Pick<DnsHosts, 'placesOf'>;
}

/**
 * What a removal that has failed has left and nobody charges for, as a line, or none: settings of groups as SORACOM shows them, routes and
 * places on DNS hosts as the record has them. Throws StoreUnavailable; what SORACOM does not tell is said.
 */
export async function unchargedRemains(name: string, { soracom, records, dnsHosts }: RemainsPorts): Promise<string[]> {
  const left: string[] = [];
  for (const group of await records.groups(name)) left.push(...(await stillSet(group, soracom)));
  for (const peering of await records.peerings(name)) {
    const routes = peering.routes.filter(({ made }) => made);
    const told = routes.map(({ routeTableId, destinationCidrBlock }) => `${destinationCidrBlock} of ${routeTableId}`);
    if (told.length > 0)
      left.push(`in account ${peering.peerOwnerId} the route${told.length === 1 ? '' : 's'} ${fewOf(told, 5)}`);
  }
  const { place, leaving } = await dnsHosts.placesOf(name);
  for (const { host, address } of [...(place ? [place] : []), ...leaving]) {
    left.push(`its place ${address} on DNS host ${host}`);
  }
  return left.length === 0 ? [] : [`Left too, at no charge: ${left.join('; ')}.`];
}

/** The keys of a group that have our values still. */
async function stillSet({ groupId, prior, changes }: GroupRecord, soracom: Soracom): Promise<string[]> {
  try {
    const settings = await soracom.airSettings(groupId);
    if (!settings) return [];
    const { put, remove } = restoration({ ...settings }, prior, changes);
    const keys = [...Object.keys(put), ...remove].sort();
    return keys.length === 0 ? [] : [`${keys.join(', ')} of SIM group ${groupId}`];
  } catch (error) {
    return [`what was set of SIM group ${groupId}, if it still is (SORACOM did not tell: ${(error as Error).message})`];
  }
}
