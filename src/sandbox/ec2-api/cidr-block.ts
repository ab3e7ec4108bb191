import { Address4 } from 'ip-address';

/** An IPv4 range as EC2 takes it (four numbers, a slash, a length); undefined for any other text. */
export function rangeOf(text: string): Address4 | undefined {
  return /^[\d.]+\/([0-9]|[12][0-9]|3[0-2])$/.test(text) && Address4.isValid(text) ? new Address4(text) : undefined;
}

/** A range as EC2 keeps it: 100.68.0.18/18 becomes 100.68.0.0/18. */
export function canonical(address: Address4): string {
  return `${address.startAddress().correctForm()}/${address.subnetMask}`;
}
