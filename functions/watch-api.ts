import { watchApi } from '../src/api/watch-api.ts';
import { peerAccounts } from '../src/ec2/live.ts';
import { executions } from '../src/executions/live.ts';
import { httpApi } from '../src/lambda/http-api.ts';
import { installation } from '../src/lambda/installation.ts';
import { soracom } from '../src/soracom/live.ts';
import { accountRegistry, store } from '../src/store/live.ts';

const doors = { soracom, peerAccounts: peerAccounts(accountRegistry), records: store, executions, installation };

/** Serves checks of what stands over the HTTP API: networks against the world. */
export const handler = httpApi('watch-api', watchApi, doors);
