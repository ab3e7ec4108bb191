import * as z from 'zod/mini';
import { givenBack } from '../canal/dns/network-places.ts';
import type { DnsHosts } from './ports.ts';

/** Gives a place of a network back. */
export const FreePlace = {
  step: 'free-place',
  input: z.strictObject({ network: z.string() }),
  output: z.strictObject({
    status: z.enum(['no place', 'free']),
    /** How many more places the network is giving back. */
    left: z.int(),
  }),
  example: { network: 'plant-1' },
};

/** The place first, then where it was: cut off in between, the next try finds that nothing is left to give back. */
export async function freePlace(
  { network }: z.output<typeof FreePlace.input>,
  { dnsHosts }: { dnsHosts: DnsHosts },
): Promise<z.input<typeof FreePlace.output>> {
  const places = await dnsHosts.placesOf(network);
  const [gone] = places.leaving;
  if (!gone) return { status: 'no place', left: 0 };
  await dnsHosts.freePlace({ ...gone, network });
  const rest = givenBack(places, gone);
  await dnsHosts.keepPlacesOf(network, rest);
  return { status: 'free', left: rest.leaving.length };
}
