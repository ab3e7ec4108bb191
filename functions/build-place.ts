import { hostAccounts } from '../src/ec2/own.ts';
import { installation } from '../src/lambda/installation.ts';
import { lambda } from '../src/lambda/lambda.ts';
import { BuildPlace, buildPlace } from '../src/steps/build-place.ts';
import { dnsHostRegistry } from '../src/store/live.ts';

/** Serves the state "Build place". Finds each thing, else makes it. */
export const handler = lambda(BuildPlace, buildPlace, { dnsHosts: dnsHostRegistry, hostAccounts, installation });
