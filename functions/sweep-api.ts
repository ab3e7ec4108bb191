import { sweepApi } from '../src/api/sweep-api.ts';
import { peerAccounts } from '../src/ec2/live.ts';
import { hostAccounts } from '../src/ec2/own.ts';
import { eventBus } from '../src/events/live.ts';
import { httpApi } from '../src/lambda/http-api.ts';
import { installation } from '../src/lambda/installation.ts';
import { bundles } from '../src/s3/live.ts';
import { billedSoracom } from '../src/soracom/live.ts';
import { hostCommands } from '../src/ssm/live.ts';
import { accountRegistry, costLedger, dnsHostRegistry, priceTable as prices, store } from '../src/store/live.ts';

const world = { soracom: billedSoracom(costLedger), peerAccounts: peerAccounts(accountRegistry), events: eventBus };
const hosts = { hostAccounts, bundles, hostCommands, dnsHosts: dnsHostRegistry, installation };
/** Serves sweeps over the HTTP API: what was left behind, and its removal. */
export const handler = httpApi('sweep-api', sweepApi, { ...world, ...hosts, records: store, prices });
