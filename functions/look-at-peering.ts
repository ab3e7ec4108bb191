import { peerAccounts } from '../src/ec2/live.ts';
import { installation } from '../src/lambda/installation.ts';
import { lambda } from '../src/lambda/lambda.ts';
import { LookAtPeering, lookAtPeering } from '../src/steps/look-at-peering.ts';

/** Serves the state "Look at peering". One look; the machine waits. */
export const handler = lambda(LookAtPeering, lookAtPeering, { peerAccounts, installation });
