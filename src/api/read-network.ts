import { networkFaults } from '../canal/check.ts';
import { faultsError } from '../canal/errors.ts';
import { Network } from '../canal/network.ts';
import { draftOf } from '../canal/network-draft.ts';
import { shapeFaults } from '../canal/shape-faults.ts';

/** The network in whatever was given; throws every fault at once. */
export function readNetwork(given: unknown): Network {
  const read = Network.safeParse(given);
  const [first, ...rest] = read.success
    ? networkFaults(read.data)
    : [...shapeFaults(read.error), ...networkFaults(draftOf(given))];
  if (first) throw faultsError('The network is not right, and nothing was begun', [first, ...rest]);
  return read.data as Network;
}
