import { peerAccounts } from '../src/ec2/live.ts';
import { lambda } from '../src/lambda/lambda.ts';
import { RemoveRoutes, removeRoutes } from '../src/steps/remove-routes.ts';
import { accountRegistry, store } from '../src/store/live.ts';

/** Serves the state "Remove routes". A route that is not there counts as removed. */
export const handler = lambda(RemoveRoutes, removeRoutes, {
  peerAccounts: peerAccounts(accountRegistry),
  records: store,
});
