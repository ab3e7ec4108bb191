import * as z from 'zod';
import type { DnsHosts } from './ports.ts';

/** Gives the network's place back. */
export const FreePlace = {
  step: 'free-place',
  input: z.strictObject({ network: z.string() }),
  output: z.strictObject({ status: z.enum(['no place', 'free']) }),
  example: { network: 'plant-1' },
};

/** The place first, then where it was: cut off in between, the next try finds that nothing is left to give back. */
export async function freePlace(
  { network }: z.output<typeof FreePlace.input>,
  { dnsHosts }: { dnsHosts: DnsHosts },
): Promise<z.input<typeof FreePlace.output>> {
  const pointer = await dnsHosts.placeOf(network);
  if (!pointer) return { status: 'no place' };
  await dnsHosts.freePlace({ ...pointer, network });
  await dnsHosts.forgetPlaceOf(network);
  return { status: 'free' };
}
