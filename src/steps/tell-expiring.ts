import * as z from 'zod/mini';
import type { PeeringRecord } from '../canal/record.ts';
import { once } from './once.ts';
import { type Outcome, outcomeWords } from './outcome-words.ts';
import type { Claims, Events, PeerAccounts, People, Records, Run } from './ports.ts';

/** Tells of peerings that nobody has accepted and whose requests end soon. */
export const TellExpiring = {
  step: 'tell-expiring',
  input: z.looseObject({}),
  output: z.strictObject({ told: z.array(z.string()), problems: z.array(z.string()) }),
  example: {},
};

interface Ports {
  records: Records;
  claims: Claims;
  peerAccounts: PeerAccounts;
  events: Events;
  people: People;
}

const dayMs = 24 * 3_600_000;
/** EC2 ends a request 7 days after it was made. */
const requestMs = 7 * dayMs;
/** How long before the end it is told: a weekend's worth. */
const noticeMs = 2 * dayMs;
/** A claim outlives the function, and is free again at the next round. */
const claimMs = 600_000;
const page = 100;

/** One event and one message for each such peering, also over many rounds. What EC2 does not tell is told at the next one. */
export async function tellExpiring(
  _: z.output<typeof TellExpiring.input>,
  ports: Ports & Run,
): Promise<z.input<typeof TellExpiring.output>> {
  const [told, problems]: [string[], string[]] = [[], []];
  let after: string | undefined;
  do {
    const names = await ports.records.networkNames(after, page);
    for (const network of names) {
      // The peerings of a network that is ready are accepted, those of one that is removed are gone.
      const state = (await ports.records.network(network))?.state;
      if (state === 'ready' || state === 'removed') continue;
      for (const peering of await ports.records.peerings(network)) {
        try {
          if (await tell(network, peering, ports)) told.push(`${network}/${peering.name}`);
        } catch (error) {
          problems.push(`${network}/${peering.name}: ${(error as Error).message}`);
        }
      }
    }
    after = names.length < page ? undefined : names.at(-1);
  } while (after !== undefined);
  return { told, problems };
}

async function tell(network: string, peering: PeeringRecord, ports: Ports & Run): Promise<boolean> {
  const { peeringId, peerOwnerId, peerVpcId, peerRegion, since } = peering;
  const [now, ends] = [ports.now(), since + requestMs];
  if (peeringId === undefined || now < ends - noticeMs || now >= ends) return false;
  const account = await ports.peerAccounts.open(peerOwnerId, peerRegion, `expiring-${network}`);
  if ((await account.peering(peeringId))?.status !== 'pending-acceptance') return false;
  const expiresAt = new Date(ends).toISOString();
  const facts = { network, peering: peering.name, peeringId, peerOwnerId, peerVpcId, peerRegion, expiresAt };
  const event: Outcome = { type: 'Peering Expiring', detail: facts };
  const claim = { claims: ports.claims, until: now + claimMs };
  const published = await once(`EXPIRING#${peeringId}#event`, claim, () => ports.events.publish([event]));
  const said = await once(`EXPIRING#${peeringId}#people`, claim, () => ports.people.tell(outcomeWords(event)));
  return published || said;
}
