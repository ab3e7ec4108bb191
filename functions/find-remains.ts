import { peerAccounts } from '../src/ec2/live.ts';
import { installation } from '../src/lambda/installation.ts';
import { lambda } from '../src/lambda/lambda.ts';
import { soracom } from '../src/soracom/live.ts';
import { FindRemains, findRemains } from '../src/steps/find-remains.ts';
import { accountRegistry, store } from '../src/store/live.ts';

/** Serves the state "Find remains". Changes nothing. */
export const handler = lambda(FindRemains, findRemains, {
  soracom,
  peerAccounts: peerAccounts(accountRegistry),
  records: store,
  installation,
});
