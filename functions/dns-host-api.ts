import { dnsHostApi } from '../src/api/dns-host-api.ts';
import { hostAccounts } from '../src/ec2/own.ts';
import { httpApi } from '../src/lambda/http-api.ts';
import { installation } from '../src/lambda/installation.ts';
import { dnsHostRegistry } from '../src/store/live.ts';

/** Serves the HTTP API's operations on DNS hosts. */
export const handler = httpApi('dns-host-api', dnsHostApi, {
  hosts: dnsHostRegistry,
  hostAccounts,
  installation,
});
