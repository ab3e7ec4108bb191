import { hostAccounts } from '../src/ec2/own.ts';
import { installation } from '../src/lambda/installation.ts';
import { lambda } from '../src/lambda/lambda.ts';
import { ClearPlace, clearPlace } from '../src/steps/clear-place.ts';
import { dnsHostRegistry } from '../src/store/live.ts';

/** Serves the state "Clear place". Deletes only what carries the network's tags. */
export const handler = lambda(ClearPlace, clearPlace, { dnsHosts: dnsHostRegistry, hostAccounts, installation });
