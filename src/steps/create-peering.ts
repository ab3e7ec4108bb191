import * as z from 'zod/mini';
import { isDoubtful, peeringDoubtMs } from '../canal/doubt.ts';
import { CanalError } from '../canal/errors.ts';
import type { PeeringRecord } from '../canal/record.ts';
import { seenPeering } from '../canal/seen-lines.ts';
import { askForPeering } from './asked-peering.ts';
import { examplePeeringItem, PeeringItem } from './peering-shapes.ts';
import type { Ledger, PeerAccount, PeerAccounts, Records, Run, Soracom } from './ports.ts';
import { isDead, otherRange, peeringTo, sameRange } from './standing-peering.ts';
import { standingVpg } from './vpg-search.ts';

/** Finds the peering at SORACOM, else creates it. */
export const CreatePeering = {
  step: 'create-peering',
  input: PeeringItem,
  output: z.strictObject({ peeringId: z.string(), made: z.boolean() }),
  example: examplePeeringItem,
};

type Item = z.output<typeof CreatePeering.input>;

type Ports = { soracom: Soracom; peerAccounts: PeerAccounts; records: Records; ledger: Pick<Ledger, 'addLines'> };

/**
 * Finds the peering between the VPG and the wished VPC, or creates it; what is about to be made is recorded first. One of
 * ours that is dead in EC2 is deleted at SORACOM and made again. Throws PeeringRefused if one with another range stands.
 */
export async function createPeering(
  item: Item,
  { soracom, peerAccounts, records, ledger, now }: Ports & Run,
): Promise<z.input<typeof CreatePeering.output>> {
  const { network, vpgId, peering: wish, execution } = item;
  let opened: Promise<PeerAccount> | undefined;
  const open = (): Promise<PeerAccount> => {
    opened ??= peerAccounts.open(wish.peerOwnerId, wish.peerRegion, execution.name);
    return opened;
  };
  const vpg = await standingVpg(soracom, vpgId);
  const standing = await peeringTo(wish.peerVpcId, vpg.peerings, open);
  // A record of this name may be about the VPC that the file named before.
  const ofName = (await records.peerings(network)).find((record) => record.name === wish.name);
  const known = ofName?.peerVpcId === wish.peerVpcId ? ofName : undefined;
  const { routeTables: _, ...wished } = wish;
  const facts = { ...wished, since: now(), routes: known?.routes ?? [] };
  const record = (made: boolean, run = known?.run): PeeringRecord => ({ ...facts, made, ...(run ? { run } : {}) });

  if (standing) {
    const made = known?.made ?? vpg.tags['canal:network'] === network;
    if (!made || !(await isDead(await open(), standing, known, now()))) {
      if (!sameRange(standing, wish.destinationCidrBlock)) throw otherRange(item, standing);
      if (known?.peeringId !== standing.id) {
        await ledger.addLines([seenPeering({ id: standing.id, vpgId, network }, known?.askedAt, now())]);
        await records.savePeering(network, { ...record(made), peeringId: standing.id });
      }
      return { peeringId: standing.id, made };
    }
    await soracom.deletePeering(vpgId, standing.id, { network, askedAt: known?.askedAt });
  }
  if (!standing && isDoubtful(known?.askedAt, now(), peeringDoubtMs)) {
    const message = `A peering to ${wish.peerVpcId} was asked for moments ago and may still turn up; looking again.`;
    throw new CanalError('SoracomUnavailable', message);
  }
  const ours = record(true, item.run);
  await records.savePeering(network, { ...ours, askedAt: now() });
  const created = await askForPeering(item, soracom, () => records.savePeering(network, ours));
  await records.savePeering(network, { ...ours, peeringId: created.id });
  return { peeringId: created.id, made: true };
}
