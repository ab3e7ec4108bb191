import { peerAccounts } from '../src/ec2/live.ts';
import { hostAccounts } from '../src/ec2/own.ts';
import { eventBus } from '../src/events/live.ts';
import { installation } from '../src/lambda/installation.ts';
import { lambda } from '../src/lambda/lambda.ts';
import { bundles } from '../src/s3/live.ts';
import { billedSoracom } from '../src/soracom/live.ts';
import { hostCommands } from '../src/ssm/live.ts';
import { Sweep, sweep } from '../src/steps/sweep.ts';
import { accountRegistry, costLedger, dnsHostRegistry, priceTable, roundStore, store } from '../src/store/live.ts';

const world = { soracom: billedSoracom(costLedger), peerAccounts: peerAccounts(accountRegistry), events: eventBus };
const hosts = { hostAccounts, bundles, hostCommands, dnsHosts: dnsHostRegistry, installation, prices: priceTable };
/** Serves the schedule of every quarter of an hour: looks once a day for what was left behind. */
export const handler = lambda(Sweep, sweep, { ...world, ...hosts, records: store, rounds: roundStore });
