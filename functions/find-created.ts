import { installation } from '../src/lambda/installation.ts';
import { lambda } from '../src/lambda/lambda.ts';
import { soracom } from '../src/soracom/live.ts';
import { FindCreated, findCreated } from '../src/steps/find-created.ts';
import { dnsHostRegistry, store } from '../src/store/live.ts';

/** Serves the state "Find created". Changes nothing. */
export const handler = lambda(FindCreated, findCreated, {
  soracom,
  records: store,
  installation,
  dnsHosts: dnsHostRegistry,
});
