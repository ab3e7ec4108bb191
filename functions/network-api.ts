import { networkApi } from '../src/api/network-api.ts';
import { executions } from '../src/executions/live.ts';
import { httpApi } from '../src/lambda/http-api.ts';
import { store } from '../src/store/live.ts';

/** Serves the HTTP API: start a network, read it, follow its run. */
export const handler = httpApi('network-api', networkApi, { records: store, runs: executions });
