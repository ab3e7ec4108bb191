import { peerAccounts } from '../src/ec2/live.ts';
import { eventBus } from '../src/events/live.ts';
import { executionReader } from '../src/executions/live.ts';
import { installation } from '../src/lambda/installation.ts';
import { lambda } from '../src/lambda/lambda.ts';
import { peopleTopic } from '../src/people/live.ts';
import { soracom } from '../src/soracom/live.ts';
import { TellOutcome, tellOutcome } from '../src/steps/tell-outcome.ts';
import { accountRegistry, claimStore, dnsHostRegistry, priceTable, store } from '../src/store/live.ts';

const vendors = { soracom, peerAccounts: peerAccounts(accountRegistry), executionReader, events: eventBus };
const table = { records: store, prices: priceTable, dnsHosts: dnsHostRegistry, claims: claimStore };

/** Serves the rule for executions that have ended. One event and one message for each. */
export const handler = lambda(TellOutcome, tellOutcome, { ...vendors, ...table, people: peopleTopic, installation });
