import { peerAccounts } from '../src/ec2/live.ts';
import { lambda } from '../src/lambda/lambda.ts';
import { billedSoracom } from '../src/soracom/live.ts';
import { CreatePeering, createPeering } from '../src/steps/create-peering.ts';
import { accountRegistry, costLedger, store } from '../src/store/live.ts';

/** Serves the state "Create peering". Finds it, else creates it. */
export const handler = lambda(CreatePeering, createPeering, {
  soracom: billedSoracom(costLedger),
  peerAccounts: peerAccounts(accountRegistry),
  records: store,
  ledger: costLedger,
});
