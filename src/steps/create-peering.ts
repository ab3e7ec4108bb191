import * as z from 'zod';
import { CanalError } from '../canal/errors.ts';
import type { PeeringRecord } from '../canal/record.ts';
import { standingVpg } from './find-vpg.ts';
import type { PeerAccounts, Records, Run, Soracom, VpgPeering } from './ports.ts';
import { examplePeeringItem, PeeringItem } from './shapes.ts';

/** Finds the peering at SORACOM, else creates it. */
export const CreatePeering = {
  step: 'create-peering',
  input: PeeringItem,
  output: z.strictObject({ peeringId: z.string(), made: z.boolean() }),
  example: examplePeeringItem,
};

interface Ports {
  soracom: Soracom;
  peerAccounts: PeerAccounts;
  records: Records;
}

/** A peering that EC2 does not show any more, this long after it was asked for, is gone rather than not visible yet. */
const visibleWithinMs = 600_000;

/**
 * Finds the peering between the VPG and the wished VPC, or creates it; what is about to be made is recorded first. One of
 * ours that is dead in EC2 is deleted at SORACOM and made again. Throws PeeringRefused if one with another range stands.
 */
export async function createPeering(
  item: z.output<typeof CreatePeering.input>,
  { soracom, peerAccounts, records, now }: Ports & Run,
): Promise<z.input<typeof CreatePeering.output>> {
  const { network, vpgId, peering: wish } = item;
  const vpg = await standingVpg(soracom, vpgId);
  const standing = vpg.peerings.find((peering) => peering.peerVpcId === wish.peerVpcId);
  const known = (await records.peerings(network)).find((record) => record.name === wish.name);
  const made = standing ? (known?.made ?? vpg.tags['canal:network'] === network) : true;
  const { routeTables: _, ...wished } = wish;
  const fresh: PeeringRecord = { ...wished, made, since: now(), routes: [] };

  if (standing && !(made && (await isDead(item, standing, known, { peerAccounts, now })))) {
    if (standing.destinationCidrBlock !== wish.destinationCidrBlock) throw otherRange(item, standing);
    if (known?.peeringId !== standing.id) {
      await records.savePeering(network, { ...(known ?? fresh), peeringId: standing.id });
    }
    return { peeringId: standing.id, made };
  }
  if (standing) await soracom.deletePeering(vpgId, standing.id);
  await records.savePeering(network, fresh);
  const created = await soracom.createPeering(vpgId, wish);
  await records.savePeering(network, { ...fresh, peeringId: created.id });
  return { peeringId: created.id, made: true };
}

async function isDead(
  { peering: wish, execution }: z.output<typeof CreatePeering.input>,
  standing: VpgPeering,
  known: PeeringRecord | undefined,
  { peerAccounts, now }: { peerAccounts: PeerAccounts } & Run,
): Promise<boolean> {
  const account = await peerAccounts.open(wish.peerOwnerId, wish.peerRegion, execution.name);
  const shown = await account.peering(standing.id);
  if (shown) return ['deleted', 'rejected', 'expired', 'failed'].includes(shown.status);
  return known?.peeringId === standing.id && now() - known.since > visibleWithinMs;
}

function otherRange({ vpgId, peering: wish }: z.output<typeof CreatePeering.input>, standing: VpgPeering): CanalError {
  return new CanalError(
    'PeeringRefused',
    `VPG ${vpgId} has peering ${standing.id} to ${wish.peerVpcId} with destinationCidrBlock ${standing.destinationCidrBlock}, the file says ${wish.destinationCidrBlock}. SORACOM cannot change it: delete that peering, or write its range into the file.`,
  );
}
