import type { ErrorKind } from './errors.ts';

/** The errors that are about DNS hosts, a part of the table in errors.ts. */
export const dnsErrorKinds = {
  DnsHostFull: {
    treatment: 'never',
    when: 'The DNS host, and every other one in its VPC, has no place left.',
    next: 'Use an instance that takes more ENIs, add a host, or remove a network that needs its place no more.',
  },
  DnsHostInUse: {
    treatment: 'never',
    when: 'A DNS host is to be removed or moved while networks have places on it.',
    next: 'Remove the networks that the message names, or move them to a DNS server of their own.',
  },
  DnsPlaceConflict: {
    treatment: 'never',
    when: "Something that is not ours stands where a network's place on a DNS host is, or the network has its place elsewhere.",
    next: 'Remove what the message names, or remove the network first if it shall move to another host.',
  },
  DnsHostFailed: {
    treatment: 'never',
    when: 'A DNS host did not take the new names, or the address of the network does not answer; it serves what it served before.',
    next: 'Look at what the host says: the message has it.',
  },
  DnsHostTooSlow: {
    treatment: 'never',
    when: 'An ENI was not attached, or a DNS host had not answered, in the time that the run allows.',
    next: 'Look whether the instance runs and Systems Manager reaches it, then start the run again; it continues.',
  },
} as const satisfies Record<string, ErrorKind>;
