import * as z from 'zod/mini';
import { CanalError } from '../canal/errors.ts';
import { examplePeeringItem, PeeringItem } from './peering-shapes.ts';
import type { Installation, PeerAccounts, PeerPeering } from './ports.ts';
import { isTwin, onePeeringAlone } from './twin-peering.ts';

/** Asks EC2 in the account that owns the VPC how far the peering is. */
export const LookAtPeering = {
  step: 'look-at-peering',
  input: z.extend(PeeringItem, { peeringId: z.string() }),
  output: z.strictObject({
    status: z.enum(['not visible yet', 'pending', 'provisioning', 'active']),
    /** The ranges to route back to; EC2 tells them once the peering is active. */
    ranges: z.array(z.string()),
  }),
  example: { ...examplePeeringItem, peeringId: 'pcx-0123456789abcdef0' },
};

/** Looks once. Throws PeeringExpired, or PeeringRefused for one that is dead or not the one that was asked for. */
export async function lookAtPeering(
  { peering: wish, peeringId, ranges, execution }: z.output<typeof LookAtPeering.input>,
  { peerAccounts, installation }: { peerAccounts: PeerAccounts; installation: Installation },
): Promise<z.input<typeof LookAtPeering.output>> {
  const account = await peerAccounts.open(wish.peerOwnerId, wish.peerRegion, execution.name);
  const shown = await account.peering(peeringId);
  if (!shown) return { status: 'not visible yet', ranges: [] };
  const { soracomAccountId: expected } = installation;
  if (shown.accepterVpcId !== wish.peerVpcId || (expected && shown.requesterOwnerId !== expected)) {
    throw new CanalError(
      'PeeringRefused',
      `Peering ${peeringId} is from account ${shown.requesterOwnerId} to ${shown.accepterVpcId}, which is not what was asked for: it is left alone. Look who asked for it.`,
    );
  }
  switch (shown.status) {
    case 'initiating-request':
      return { status: 'not visible yet', ranges: [] };
    case 'pending-acceptance':
      return { status: 'pending', ranges: [] };
    case 'provisioning':
      return { status: 'provisioning', ranges: [] };
    case 'active':
      return { status: 'active', ranges: ranges.length > 0 ? ranges : [...shown.requesterCidrBlocks] };
    default:
      throw dead(shown, wish.peerOwnerId, wish.peerVpcId);
  }
}

function dead(shown: PeerPeering, accountId: string, vpcId: string): CanalError {
  const what = `Peering ${shown.id} to ${vpcId} of account ${accountId} is ${shown.status} (${shown.statusMessage})`;
  if (shown.status === 'expired') {
    return new CanalError('PeeringExpired', `${what}. Start the run again: it makes a new one and accepts it.`);
  }
  if (isTwin(shown.statusMessage)) return new CanalError('PeeringRefused', `${what}. ${onePeeringAlone(vpcId)}`);
  const next =
    shown.status === 'failed'
      ? "AWS gives this for overlapping ranges: compare the VPC's ranges, secondary ones too, with the VPG's"
      : 'Find out who ended it, then start the run again';
  return new CanalError('PeeringRefused', `${what}. ${next}.`);
}
