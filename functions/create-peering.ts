import { peerAccounts } from '../src/ec2/live.ts';
import { lambda } from '../src/lambda/lambda.ts';
import { soracom } from '../src/soracom/live.ts';
import { CreatePeering, createPeering } from '../src/steps/create-peering.ts';
import { accountRegistry, store } from '../src/store/live.ts';

/** Serves the state "Create peering". Finds it, else creates it. */
export const handler = lambda(CreatePeering, createPeering, {
  soracom,
  peerAccounts: peerAccounts(accountRegistry),
  records: store,
});
