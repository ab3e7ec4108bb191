import { installation } from '../src/lambda/installation.ts';
import { lambda } from '../src/lambda/lambda.ts';
import { billedSoracom } from '../src/soracom/live.ts';
import { TerminateVpg, terminateVpg } from '../src/steps/terminate-vpg.ts';
import { costLedger } from '../src/store/live.ts';

/** Serves the state "Terminate VPG". One that is not there counts as terminated. */
export const handler = lambda(TerminateVpg, terminateVpg, { soracom: billedSoracom(costLedger), installation });
