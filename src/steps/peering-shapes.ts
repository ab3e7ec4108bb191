import * as z from 'zod/mini';
import { PeeringWish } from '../canal/peering-wish.ts';
import { ExecutionShape, exampleExecution, exampleNetwork, exampleVpgId } from './shapes.ts';

/** One peering of the Map: the network's name, the VPG, and the wish. */
export const PeeringItem = z.strictObject({
  network: z.string(),
  vpgId: z.string(),
  ranges: z.array(z.string()),
  execution: ExecutionShape,
  run: z.int(),
  peering: PeeringWish,
});

/** One item of the Map, for examples of contracts. */
export const examplePeeringItem = {
  network: 'two-vpcs',
  vpgId: exampleVpgId,
  ranges: ['100.67.0.0/24'],
  execution: exampleExecution,
  run: 1,
  peering: exampleNetwork.peerings[0] as (typeof exampleNetwork.peerings)[number],
};
