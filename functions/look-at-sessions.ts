import { lambda } from '../src/lambda/lambda.ts';
import { soracom } from '../src/soracom/live.ts';
import { LookAtSessions, lookAtSessions } from '../src/steps/look-at-sessions.ts';
import { store } from '../src/store/live.ts';

/** Serves the state "Look at sessions". Changes nothing. */
export const handler = lambda(LookAtSessions, lookAtSessions, { soracom, records: store });
