import { Address4 } from 'ip-address';
import * as z from 'zod/mini';

const privateRanges = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'].map((range) => new Address4(range));

/** A private IPv4 range in its canonical form; `what` ends the sentence that refuses another one. */
export const PrivateCidr = (what: string) =>
  z.string().check(
    z.refine(isCanonical, { error: 'must be an IPv4 range such as 10.0.0.0/16, without host bits', abort: true }),
    z.refine((range) => privateRanges.some((one) => new Address4(range).isInSubnet(one)), { error: what }),
  );

function isCanonical(range: string): boolean {
  if (!/^[\d.]+\/(\d|[12]\d|3[0-2])$/.test(range) || !Address4.isValid(range)) return false;
  const address = new Address4(range);
  return address.startAddress().correctForm() === address.correctForm();
}

/** The prefix length of a range: 16 of 10.0.0.0/16. */
export const prefixLength = (range: string): number => new Address4(range).subnetMask;

/** An address of a range, counted from its start. */
export const addressIn = (range: string, offset: bigint): string =>
  Address4.fromBigInt(new Address4(range).startAddress().bigInt() + offset).correctForm();
