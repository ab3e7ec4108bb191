import { rangeContains } from './cidr.ts';

const privateRanges = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'] as const;

/** The private ranges of RFC 1918 as people write them in a sentence. */
export const privateRangesInWords = '10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16';

/** The range out of which SORACOM gives every VPG its own; also what EKS likes to give its pods. */
export const carrierGradeNatRange = '100.64.0.0/10';

/** Ranges that no part of a network file may touch, with who uses them. */
export const takenRanges = [
  { range: carrierGradeNatRange, use: 'SORACOM numbers its VPGs and its own servers from it' },
  { range: '198.18.0.0/15', use: 'SORACOM uses it inside the VPG' },
] as const;

/** A range that SORACOM names as unusable for peers in Japan coverage; documented for Transit Gateway, likely for Canal too. */
export const japanRange = '10.21.0.0/16';

/** Whether a canonical range lies wholly in one of the private ranges of RFC 1918. */
export function isPrivateRange(range: string): boolean {
  return privateRanges.some((block) => rangeContains(block, range));
}
