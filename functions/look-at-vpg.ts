import { installation } from '../src/lambda/installation.ts';
import { lambda } from '../src/lambda/lambda.ts';
import { soracom } from '../src/soracom/live.ts';
import { LookAtVpg, lookAtVpg } from '../src/steps/look-at-vpg.ts';
import { store } from '../src/store/live.ts';

/** Serves the state "Look at VPG". One look; the machine waits. */
export const handler = lambda(LookAtVpg, lookAtVpg, { soracom, records: store, installation });
