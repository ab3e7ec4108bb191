import { peerAccounts } from '../src/ec2/live.ts';
import { installation } from '../src/lambda/installation.ts';
import { lambda } from '../src/lambda/lambda.ts';
import { LookAtPeering, lookAtPeering } from '../src/steps/look-at-peering.ts';
import { accountRegistry } from '../src/store/live.ts';

/** Serves the state "Look at peering". One look; the machine waits. */
export const handler = lambda(LookAtPeering, lookAtPeering, {
  peerAccounts: peerAccounts(accountRegistry),
  installation,
});
