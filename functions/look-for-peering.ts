import { peerAccounts } from '../src/ec2/live.ts';
import { lambda } from '../src/lambda/lambda.ts';
import { soracom } from '../src/soracom/live.ts';
import { LookForPeering, lookForPeering } from '../src/steps/look-for-peering.ts';
import { accountRegistry, store } from '../src/store/live.ts';

/** Serves the state "Look for peering". */
export const handler = lambda(LookForPeering, lookForPeering, {
  soracom,
  peerAccounts: peerAccounts(accountRegistry),
  records: store,
});
