import type * as z from 'zod/mini';
import type { PeeringItem } from '../../src/steps/peering-shapes.ts';
import { vpgId } from './ports.ts';
import { wish } from './wish.ts';

/** The execution that the steps of these tests serve. */
export const execution = { arn: 'arn:of:plant-1', name: 'plant-1' };

/** One item of the Map: the peering "app" of the network "plant". */
export function item(changes: Partial<z.output<typeof PeeringItem>> = {}): z.output<typeof PeeringItem> {
  const peering = wish().peerings[0];
  if (!peering) throw new Error('the wish has a peering');
  return { network: 'plant', vpgId, ranges: ['100.67.0.0/24'], execution, run: 1, peering, ...changes };
}
