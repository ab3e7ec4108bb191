import * as z from 'zod/mini';
import { CanalError } from '../canal/errors.ts';
import { examplePeeringItem, PeeringItem } from './peering-shapes.ts';
import type { Installation, PeerAccounts, PeerPeering } from './ports.ts';

/** Accepts the peering in the account that owns the VPC. */
export const AcceptPeering = {
  step: 'accept-peering',
  input: z.extend(PeeringItem, { peeringId: z.string() }),
  output: z.strictObject({ status: z.enum(['accepted', 'already accepted', 'not waiting']) }),
  example: { ...examplePeeringItem, peeringId: 'pcx-0123456789abcdef0' },
};

/**
 * Accepts a peering that waits for it and tags it in its account, also one that an earlier try has accepted. Only the
 * peering that SORACOM returned is accepted, only for the wished VPC and, where SORACOM's account is known, only from
 * it: anyone can request a peering with a VPC. Throws PeeringRefused otherwise. One that neither waits nor lives is left
 * as it is: the next look says what became of it.
 */
export async function acceptPeering(
  { network, peering: wish, peeringId, execution }: z.output<typeof AcceptPeering.input>,
  { peerAccounts, installation }: { peerAccounts: PeerAccounts; installation: Installation },
): Promise<z.input<typeof AcceptPeering.output>> {
  const account = await peerAccounts.open(wish.peerOwnerId, wish.peerRegion, execution.name);
  const { soracomAccountId: expected, stack } = installation;
  const isMeant = (peering: PeerPeering): boolean =>
    peering.accepterVpcId === wish.peerVpcId && (expected === undefined || peering.requesterOwnerId === expected);

  const shown = await account.peering(peeringId);
  const waits = shown?.status === 'pending-acceptance';
  if (waits && !isMeant(shown)) {
    throw new CanalError(
      'PeeringRefused',
      `Peering ${peeringId} is from account ${shown.requesterOwnerId} to ${shown.accepterVpcId}, which is not what was asked for: it was not accepted. Reject it unless you know who asked for it.`,
    );
  }
  const accepted = waits && (await account.acceptPeering(peeringId)) === 'accepted';
  const now = waits && !accepted ? await account.peering(peeringId) : shown;
  if (!accepted && !(now && ['provisioning', 'active'].includes(now.status) && isMeant(now))) {
    return { status: 'not waiting' };
  }
  await account.tag(peeringId, {
    'canal:network': network,
    'canal:stack': stack,
    Name: `canal-${network}-${wish.name}`,
  });
  return { status: accepted ? 'accepted' : 'already accepted' };
}
