import { watchApi } from '../src/api/watch-api.ts';
import { peerAccounts } from '../src/ec2/live.ts';
import { hostAccounts } from '../src/ec2/own.ts';
import { eventBus } from '../src/events/live.ts';
import { executions } from '../src/executions/live.ts';
import { httpApi } from '../src/lambda/http-api.ts';
import { installation } from '../src/lambda/installation.ts';
import { bundles } from '../src/s3/live.ts';
import { soracom } from '../src/soracom/live.ts';
import { accountRegistry, dnsHostRegistry, priceTable as prices, store } from '../src/store/live.ts';

const world = { soracom, peerAccounts: peerAccounts(accountRegistry), executions, events: eventBus };
const hosts = { hostAccounts, bundles, dnsHosts: dnsHostRegistry, installation };
/** Serves checks of what stands over the HTTP API: networks against the world. */
export const handler = httpApi('watch-api', watchApi, { ...world, ...hosts, records: store, prices });
