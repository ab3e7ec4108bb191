import { peerAccounts } from '../src/ec2/live.ts';
import { eventBus } from '../src/events/live.ts';
import { installation } from '../src/lambda/installation.ts';
import { lambda } from '../src/lambda/lambda.ts';
import { billedSoracom } from '../src/soracom/live.ts';
import { Sweep, sweep } from '../src/steps/sweep.ts';
import { accountRegistry, costLedger, priceTable as prices, roundStore, store } from '../src/store/live.ts';

const world = { soracom: billedSoracom(costLedger), peerAccounts: peerAccounts(accountRegistry), events: eventBus };

/** Serves the schedule of every quarter of an hour: looks once a day for what was left behind. */
export const handler = lambda(Sweep, sweep, { ...world, records: store, rounds: roundStore, prices, installation });
