import { lambda } from '../src/lambda/lambda.ts';
import { soracom } from '../src/soracom/live.ts';
import { LookForVpg, lookForVpg } from '../src/steps/look-for-vpg.ts';
import { store } from '../src/store/live.ts';

/** Serves the state "Look for VPG". */
export const handler = lambda(LookForVpg, lookForVpg, { soracom, records: store });
