import { installation } from '../src/lambda/installation.ts';
import { lambda } from '../src/lambda/lambda.ts';
import { soracom } from '../src/soracom/live.ts';
import { TerminateVpg, terminateVpg } from '../src/steps/terminate-vpg.ts';

/** Serves the state "Terminate VPG". One that is not there counts as terminated. */
export const handler = lambda(TerminateVpg, terminateVpg, { soracom, installation });
