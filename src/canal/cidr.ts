import { Address4 } from 'ip-address/dist/ipv4.js';

// Address4 also takes a bare address and "/08": neither is a range that a vendor would take.
const rangeForm = /^[\d.]+\/(?:0|[1-9]\d?)$/;

function parsed(text: string): Address4 {
  if (!Address4.isValid(text)) throw new RangeError(`"${text}" is no IPv4 range or address`);
  return new Address4(text);
}

/** The canonical form of an IPv4 range, its network address ("10.0.1.5/16" is "10.0.0.0/16"); undefined if it is none. */
export function canonicalCidr(text: string): string | undefined {
  return rangeForm.test(text) && Address4.isValid(text) ? new Address4(text).networkForm() : undefined;
}

/** The number of fixed bits of a range: 16 for "10.0.0.0/16", 32 for an address. Throws RangeError for other text. */
export function prefixLength(range: string): number {
  return parsed(range).subnetMask;
}

/** Whether every address of `inner`, a range or one address, is in `range`. Throws RangeError for other text. */
export function rangeContains(range: string, inner: string): boolean {
  return parsed(inner).isInSubnet(parsed(range));
}

/** Whether two ranges share an address. Throws RangeError for text that is no IPv4 range or address. */
export function rangesOverlap(a: string, b: string): boolean {
  return rangeContains(a, b) || rangeContains(b, a);
}
