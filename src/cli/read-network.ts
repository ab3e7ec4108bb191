import type { Network } from '../canal/network.ts';
import { parseNetworkFile } from '../canal/network-file.ts';
import { readTextFile } from './read-text-file.ts';
import { faultsOfFile } from './result-faults.ts';

/** The network in a file; throws every fault of the file at once. */
export function readNetwork(path: string, env: Readonly<Record<string, string | undefined>>): Network {
  const parsed = parseNetworkFile(readTextFile(path, env), path);
  if (parsed.ok) return parsed.network;
  throw faultsOfFile(path, parsed.faults);
}
