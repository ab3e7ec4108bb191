import { installation } from '../src/lambda/installation.ts';
import { lambda } from '../src/lambda/lambda.ts';
import { billedSoracom } from '../src/soracom/live.ts';
import { CreateVpg, createVpg } from '../src/steps/create-vpg.ts';
import { costLedger, store } from '../src/store/live.ts';

/** Serves the state "Create VPG". Its state never retries an answer that was lost. */
export const handler = lambda(CreateVpg, createVpg, {
  soracom: billedSoracom(costLedger),
  installation,
  records: store,
});
