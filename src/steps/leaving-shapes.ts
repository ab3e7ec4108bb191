import * as z from 'zod/mini';
import { ExecutionShape, exampleExecution, exampleVpgId } from './shapes.ts';

/** One peering that is to go: `remove` is false for one that was found, which stays; only our routes to it go. */
export const LeavingPeering = z.strictObject({
  name: z.string(),
  peerOwnerId: z.string(),
  peerVpcId: z.string(),
  peerRegion: z.string(),
  vpgId: z.exactOptional(z.string()),
  /** Absent for one that was asked for and never seen. */
  peeringId: z.exactOptional(z.string()),
  /** Of one that was seen although no answer has told of its creation: when it was asked for, ms since the epoch. */
  askedAt: z.exactOptional(z.int()),
  remove: z.boolean(),
  /** Only what this run has made goes. */
  run: z.exactOptional(z.int()),
});

/** One item of the Map that disconnects peerings. */
export const LeavingItem = z.strictObject({
  network: z.string(),
  execution: ExecutionShape,
  peering: LeavingPeering,
  /** Whether what cannot be reached is left behind. */
  force: z._default(z.boolean(), false),
});

/** One item of the Map that disconnects peerings, for examples of contracts. */
export const exampleLeavingItem = {
  network: 'two-vpcs',
  execution: exampleExecution,
  peering: {
    name: 'app',
    peerOwnerId: '111111111111',
    peerVpcId: 'vpc-0a1111111111111a1',
    peerRegion: 'ap-northeast-1',
    vpgId: exampleVpgId,
    peeringId: 'pcx-0123456789abcdef0',
    remove: true,
  },
};
