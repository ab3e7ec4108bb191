import { lambda } from '../src/lambda/lambda.ts';
import { soracom } from '../src/soracom/live.ts';
import { ReconnectSims, reconnectSims } from '../src/steps/reconnect-sims.ts';

/** Serves the state "Reconnect SIMs". One page of the group at each call. */
export const handler = lambda(ReconnectSims, reconnectSims, { soracom });
