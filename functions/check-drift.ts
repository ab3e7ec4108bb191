import { peerAccounts } from '../src/ec2/live.ts';
import { eventBus } from '../src/events/live.ts';
import { executions } from '../src/executions/live.ts';
import { installation } from '../src/lambda/installation.ts';
import { lambda } from '../src/lambda/lambda.ts';
import { soracom } from '../src/soracom/live.ts';
import { CheckDrift, checkDrift } from '../src/steps/check-drift.ts';
import { accountRegistry, roundStore, store } from '../src/store/live.ts';

const world = { soracom, peerAccounts: peerAccounts(accountRegistry), executions, events: eventBus };

/** Serves the schedule of every quarter of an hour: compares each network with the world once a day. */
export const handler = lambda(CheckDrift, checkDrift, { ...world, records: store, rounds: roundStore, installation });
