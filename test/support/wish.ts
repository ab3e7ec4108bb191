import type * as z from 'zod/mini';
import { Network } from '../../src/canal/network.ts';

/** A network that is in order, with other values put in: parsed, so that defaults are there. */
export function wish(changes: Partial<z.input<typeof Network>> = {}): Network {
  return Network.parse({
    name: 'plant',
    peerings: [peering(), peering({ name: 'dns', peerVpcId: 'vpc-0000000b', destinationCidrBlock: '10.0.0.0/16' })],
    airGroup: { groupId: '00000000-0000-4000-8000-000000000001' },
    ...changes,
  });
}

/** A peering that is in order, as it is written in a file. */
export function peering(changes: Partial<z.input<typeof Network>['peerings'][number]> = {}) {
  return {
    name: 'app',
    peerOwnerId: '111111111111',
    peerVpcId: 'vpc-0000000a',
    destinationCidrBlock: '172.21.0.0/16',
    ...changes,
  };
}
