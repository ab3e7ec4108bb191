import { peerAccounts } from '../src/ec2/live.ts';
import { hostAccounts } from '../src/ec2/own.ts';
import { eventBus } from '../src/events/live.ts';
import { executions } from '../src/executions/live.ts';
import { installation } from '../src/lambda/installation.ts';
import { lambda } from '../src/lambda/lambda.ts';
import { bundles } from '../src/s3/live.ts';
import { soracom } from '../src/soracom/live.ts';
import { CheckDrift, checkDrift } from '../src/steps/check-drift.ts';
import { accountRegistry, dnsHostRegistry, roundStore, store } from '../src/store/live.ts';

const world = { soracom, peerAccounts: peerAccounts(accountRegistry), executions, events: eventBus };
const hosts = { hostAccounts, bundles, dnsHosts: dnsHostRegistry, installation };
/** Serves the schedule of every quarter of an hour: compares each network with the world once a day. */
export const handler = lambda(CheckDrift, checkDrift, { ...world, ...hosts, records: store, rounds: roundStore });
