import type * as z from 'zod/mini';
import { mayHaveHappened } from '../canal/doubt.ts';
import type { PeeringItem } from './peering-shapes.ts';
import type { Soracom, VpgPeering } from './ports.ts';
import { twinFault } from './twin-peering.ts';

/** Asks SORACOM for a peering. Where it has said no, nothing will turn up, and `forgetAsking` is called before the error is thrown. */
export async function askForPeering(
  { network, vpgId, peering: wish }: z.output<typeof PeeringItem>,
  soracom: Soracom,
  forgetAsking: () => Promise<void>,
): Promise<VpgPeering> {
  try {
    return await soracom.createPeering(vpgId, wish, network);
  } catch (error) {
    if (!mayHaveHappened(error)) await forgetAsking();
    throw twinFault(error, wish.peerVpcId);
  }
}
