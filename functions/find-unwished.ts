import { lambda } from '../src/lambda/lambda.ts';
import { soracom } from '../src/soracom/live.ts';
import { FindUnwished, findUnwished } from '../src/steps/find-unwished.ts';
import { dnsHostRegistry, store } from '../src/store/live.ts';

/** Serves the state "Find unwished". A peering that has another name now is kept under it. */
export const handler = lambda(FindUnwished, findUnwished, { soracom, records: store, dnsHosts: dnsHostRegistry });
