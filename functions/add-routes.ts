import { peerAccounts } from '../src/ec2/live.ts';
import { lambda } from '../src/lambda/lambda.ts';
import { AddRoutes, addRoutes } from '../src/steps/add-routes.ts';
import { accountRegistry, store } from '../src/store/live.ts';

/** Serves the state "Add routes". Never touches a route to another living target. */
export const handler = lambda(AddRoutes, addRoutes, { peerAccounts: peerAccounts(accountRegistry), records: store });
