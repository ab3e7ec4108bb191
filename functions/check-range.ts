import { peerAccounts } from '../src/ec2/live.ts';
import { lambda } from '../src/lambda/lambda.ts';
import { soracom } from '../src/soracom/live.ts';
import { CheckRange, checkRange } from '../src/steps/check-range.ts';
import { accountRegistry } from '../src/store/live.ts';

/** Serves the state "Check range". Changes nothing. */
export const handler = lambda(CheckRange, checkRange, { soracom, peerAccounts: peerAccounts(accountRegistry) });
