import { peerAccounts } from '../src/ec2/live.ts';
import { eventBus } from '../src/events/live.ts';
import { lambda } from '../src/lambda/lambda.ts';
import { peopleTopic } from '../src/people/live.ts';
import { TellExpiring, tellExpiring } from '../src/steps/tell-expiring.ts';
import { accountRegistry, claimStore, store } from '../src/store/live.ts';

const world = { records: store, claims: claimStore, peerAccounts: peerAccounts(accountRegistry) };

/** Serves a schedule. Peerings whose requests end soon. */
export const handler = lambda(TellExpiring, tellExpiring, { ...world, events: eventBus, people: peopleTopic });
