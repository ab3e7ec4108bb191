import type { Network } from '../canal/network.ts';
import { CommandError } from './command-error.ts';
import type { PlaceOptions } from './place-options.ts';

/** Refuses DNS hosts without a stack: their files go through its bucket and its document, which a live place does not have. */
export function refuseDnsHostsWithoutStack(what: string, { live }: PlaceOptions): void {
  if (!live) return;
  throw new CommandError(
    'Usage',
    `${what} needs the stack, whose bucket and document bring names into service: --live has none. Deploy it (docs/deploy.md) and give --stage.`,
  );
}

/** Refuses a network that only a stack can make. */
export function refuseWithoutStack(network: Network, options: PlaceOptions): void {
  if (network.dns) refuseDnsHostsWithoutStack('dns: a network with names from a DNS host', options);
}
