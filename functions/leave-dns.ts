import { hostAccounts } from '../src/ec2/own.ts';
import { lambda } from '../src/lambda/lambda.ts';
import { bundles } from '../src/s3/live.ts';
import { hostCommands } from '../src/ssm/live.ts';
import { LeaveDns, leaveDns } from '../src/steps/leave-dns.ts';
import { dnsHostRegistry } from '../src/store/live.ts';

/** Serves the state "Leave DNS". The host gets the files of the other tenants alone. */
export const handler = lambda(LeaveDns, leaveDns, { dnsHosts: dnsHostRegistry, hostAccounts, bundles, hostCommands });
