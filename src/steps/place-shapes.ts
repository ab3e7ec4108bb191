import * as z from 'zod/mini';

/** A network that holds a place on a DNS host, once the peering to the host's VPC is active. */
export const PlaceItem = z.strictObject({
  network: z.string(),
  /** The VPG's own range; none where SORACOM does not tell it. */
  ranges: z.array(z.string()),
  peeringId: z.string(),
});

/** One for examples of contracts. */
export const examplePlaceItem = { network: 'plant-1', ranges: ['100.67.0.0/24'], peeringId: 'pcx-0123456789abcdef0' };
