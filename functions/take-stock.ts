import { peerAccounts } from '../src/ec2/live.ts';
import { installation } from '../src/lambda/installation.ts';
import { lambda } from '../src/lambda/lambda.ts';
import { soracom } from '../src/soracom/live.ts';
import { TakeStock, takeStock } from '../src/steps/take-stock.ts';
import { accountRegistry, dnsHostRegistry as dnsHosts, priceTable as prices, store } from '../src/store/live.ts';

const vendors = { soracom, peerAccounts: peerAccounts(accountRegistry) };
const table = { records: store, prices, dnsHosts };

/** Serves the state "Take stock". Says what exists after a failure, and what it costs. */
export const handler = lambda(TakeStock, takeStock, { ...vendors, ...table, installation });
