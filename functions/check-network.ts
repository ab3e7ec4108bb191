import { peerAccounts } from '../src/ec2/live.ts';
import { installation } from '../src/lambda/installation.ts';
import { lambda } from '../src/lambda/lambda.ts';
import { soracom } from '../src/soracom/live.ts';
import { CheckNetwork, checkNetwork } from '../src/steps/check-network.ts';
import { accountRegistry, priceTable } from '../src/store/live.ts';

/** Serves the state "Check network". Changes nothing. */
export const handler = lambda(CheckNetwork, checkNetwork, {
  soracom,
  peerAccounts: peerAccounts(accountRegistry),
  installation,
  prices: priceTable,
});
