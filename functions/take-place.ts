import { hostAccounts } from '../src/ec2/own.ts';
import { installation } from '../src/lambda/installation.ts';
import { lambda } from '../src/lambda/lambda.ts';
import { TakePlace, takePlace } from '../src/steps/take-place.ts';
import { dnsHostRegistry } from '../src/store/live.ts';

/** Serves the state "Take place". One that the network holds already counts as taken. */
export const handler = lambda(TakePlace, takePlace, { dnsHosts: dnsHostRegistry, hostAccounts, installation });
