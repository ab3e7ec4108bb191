import { planApi } from '../src/api/plan-api.ts';
import { peerAccounts } from '../src/ec2/live.ts';
import { hostAccounts } from '../src/ec2/own.ts';
import { httpApi } from '../src/lambda/http-api.ts';
import { installation } from '../src/lambda/installation.ts';
import { soracom } from '../src/soracom/live.ts';
import * as table from '../src/store/live.ts';

const vendors = { soracom, peerAccounts: peerAccounts(table.accountRegistry), hostAccounts };
const known = { records: table.store, prices: table.priceTable, dnsHosts: table.dnsHostRegistry };

/** Serves plans: the checks of a network over the HTTP API. Changes nothing. */
export const handler = httpApi('plan-network', planApi, { ...vendors, ...known, installation });
