import { lambda } from '../src/lambda/lambda.ts';
import { FreePlace, freePlace } from '../src/steps/free-place.ts';
import { dnsHostRegistry } from '../src/store/live.ts';

/** Serves the state "Free place". One that was given back already counts as free. */
export const handler = lambda(FreePlace, freePlace, { dnsHosts: dnsHostRegistry });
