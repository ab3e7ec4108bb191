import { peerAccounts } from '../src/ec2/live.ts';
import { installation } from '../src/lambda/installation.ts';
import { lambda } from '../src/lambda/lambda.ts';
import { AcceptPeering, acceptPeering } from '../src/steps/accept-peering.ts';
import { accountRegistry } from '../src/store/live.ts';

/** Serves the state "Accept peering". One that is accepted already counts as done. */
export const handler = lambda(AcceptPeering, acceptPeering, {
  peerAccounts: peerAccounts(accountRegistry),
  installation,
});
