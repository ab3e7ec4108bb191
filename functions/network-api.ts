import { networkApi } from '../src/api/network-api.ts';
import { executions } from '../src/executions/live.ts';
import { httpApi } from '../src/lambda/http-api.ts';
import { installation } from '../src/lambda/installation.ts';
import { accountRegistry, priceTable, store } from '../src/store/live.ts';

/** Serves the HTTP API: networks, their runs, and the accounts that own VPCs. */
export const handler = httpApi('network-api', networkApi, {
  records: store,
  runs: executions,
  accounts: accountRegistry,
  installation,
  prices: priceTable,
});
