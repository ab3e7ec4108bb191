import { lambda } from '../src/lambda/lambda.ts';
import { bundles } from '../src/s3/live.ts';
import { hostCommands } from '../src/ssm/live.ts';
import { PublishDns, publishDns } from '../src/steps/publish-dns.ts';
import { dnsHostRegistry } from '../src/store/live.ts';

/** Serves the state "Publish DNS". The host gets the files of all its tenants. */
export const handler = lambda(PublishDns, publishDns, { dnsHosts: dnsHostRegistry, bundles, hostCommands });
