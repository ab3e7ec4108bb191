import { lambda } from '../src/lambda/lambda.ts';
import { hostCommands } from '../src/ssm/live.ts';
import { LookAtDns, lookAtDns } from '../src/steps/look-at-dns.ts';
import { dnsHostRegistry } from '../src/store/live.ts';

/** Serves the state "Look at DNS". One look; the machine waits. */
export const handler = lambda(LookAtDns, lookAtDns, { dnsHosts: dnsHostRegistry, hostCommands });
