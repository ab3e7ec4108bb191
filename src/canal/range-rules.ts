import { canonicalCidr, prefixLength, rangesOverlap } from './cidr.ts';
import type { Fault } from './errors.ts';
import type { NetworkDraft } from './network-draft.ts';
import { isPrivateRange, privateRangesInWords, takenRanges } from './special-ranges.ts';

const destinationField = (index: number) => `peerings[${index}].destinationCidrBlock`;
const deviceField = 'vpg.deviceSubnetCidrRange';

/** The faults of one range by itself: form, canonical form, taken ranges, RFC 1918. */
function ownFaults(field: string, text: string): Fault[] {
  const range = canonicalCidr(text);
  if (range === undefined) {
    const message = `"${text}" is not an IPv4 range; write four numbers from 0 to 255 and a length from 0 to 32, such as 10.0.0.0/16`;
    return [{ name: 'InvalidInput', field, message }];
  }
  const faults: Fault[] = [];
  if (range !== text) {
    faults.push({ name: 'InvalidInput', field, message: `${text} is not the start of its range; write ${range}` });
  }
  const taken = takenRanges.find((each) => rangesOverlap(each.range, range));
  if (taken) {
    const message = `${range} overlaps ${taken.range}, and ${taken.use}; choose a range inside ${privateRangesInWords}`;
    faults.push({ name: 'CidrOverlap', field, message });
  } else if (!isPrivateRange(range)) {
    const message = `${range} is not a private range (RFC 1918); choose one inside ${privateRangesInWords}`;
    faults.push({ name: 'InvalidInput', field, message });
  }
  return faults;
}

function sizeFaults(field: string, text: string): Fault[] {
  const range = canonicalCidr(text);
  if (range === undefined || prefixLength(range) >= 16) return [];
  const message = `${range} is too large, SORACOM takes /16 or smaller; name the part that the SIMs shall reach, such as ${range.split('/')[0]}/16`;
  return [{ name: 'InvalidInput', field, message }];
}

interface Placed {
  readonly index: number;
  readonly name: string | undefined;
  readonly range: string;
}

function placed(draft: NetworkDraft): Placed[] {
  return draft.peerings.flatMap(({ name, destinationCidrBlock = '' }, index) => {
    const range = canonicalCidr(destinationCidrBlock);
    return range === undefined ? [] : [{ index, name, range }];
  });
}

/** One fault per peering, however many earlier ones it overlaps. */
function mutualFaults(peerings: readonly Placed[]): Fault[] {
  return peerings.flatMap(({ index, range }, position): Fault[] => {
    const others = peerings.slice(0, position).filter((other) => rangesOverlap(other.range, range));
    if (others.length === 0) return [];
    const more = others.length > 3 ? ` and ${others.length - 3} more` : '';
    const named = others
      .slice(0, 3)
      .map((other) => `peerings[${other.index}]${other.name ? ` (${other.name})` : ''} ${other.range}`);
    const message = `${range} overlaps ${named.join(', ')}${more}, but an address can lead to one VPC only; name just the part of each VPC that the SIMs shall reach`;
    return [{ name: 'CidrOverlap', field: destinationField(index), message }];
  });
}

function deviceOverlaps(peerings: readonly Placed[], deviceText: string | undefined, adopting: boolean): Fault[] {
  const device = deviceText === undefined ? undefined : canonicalCidr(deviceText);
  if (device === undefined) return [];
  const wayOut = adopting
    ? 'choose a range outside it, or another VPG: the device subnet of a standing one cannot be changed'
    : `choose a range outside it, or another ${deviceField}`;
  return peerings
    .filter(({ range }) => rangesOverlap(range, device))
    .map(({ index, range }) => ({
      name: 'CidrOverlap',
      field: destinationField(index),
      message: `${range} overlaps the SIMs' own range ${device} (${deviceField}); ${wayOut}`,
    }));
}

/** The faults of the ranges that a network file names: each by itself, and among each other. */
export function rangeRuleFaults(draft: NetworkDraft): Fault[] {
  const device = draft.vpg?.deviceSubnetCidrRange;
  const peerings = placed(draft);
  return [
    ...(device === undefined ? [] : ownFaults(deviceField, device)),
    ...draft.peerings.flatMap(({ destinationCidrBlock: text }, index) =>
      text === undefined
        ? []
        : [...ownFaults(destinationField(index), text), ...sizeFaults(destinationField(index), text)],
    ),
    ...mutualFaults(peerings),
    ...deviceOverlaps(peerings, device, draft.vpg?.vpgId !== undefined),
  ];
}
