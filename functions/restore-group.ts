import { lambda } from '../src/lambda/lambda.ts';
import { soracom } from '../src/soracom/live.ts';
import { RestoreGroup, restoreGroup } from '../src/steps/restore-group.ts';
import { store } from '../src/store/live.ts';

/** Serves the state "Restore group". Keys that somebody else has changed are left. */
export const handler = lambda(RestoreGroup, restoreGroup, { soracom, records: store });
