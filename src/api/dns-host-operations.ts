import { registered, type ToldOperation } from './told-operation.ts';

const unknown = ['Problem', 'There is no such DNS host'] as const;
const used = ['Problem', 'Networks have places on it'] as const;

/** The operations on DNS hosts by API Gateway's route keys. */
export const dnsHostOperations: Readonly<Record<string, ToldOperation>> = {
  'GET /dns-hosts': {
    summary: 'List the DNS hosts by name: tenants, free places, what limits them.',
    answers: { 200: ['DnsHostList', 'All of them'] },
  },
  'GET /dns-hosts/{name}': {
    summary: 'Read a DNS host with its tenants.',
    answers: { 200: ['DnsHost', 'The DNS host'], 404: unknown },
  },
  'GET /dns-hosts/{name}/interfaces': {
    summary: 'Read the ENIs of a DNS host as EC2 shows them now, with their MAC addresses and whom they serve.',
    answers: {
      200: ['DnsHostInterfaces', 'By their index; 0 is for maintenance'],
      404: unknown,
      502: ['Problem', 'AWS refused what was asked'],
    },
  },
  'PUT /dns-hosts/{name}': {
    summary: 'Register an instance as a DNS host, or read again what EC2 says of it.',
    body: 'DnsHostRegistration',
    bodyExample: { instanceId: 'i-0c3333333333333c1', pool: '10.0.64.0/20' },
    located: true,
    answers: {
      ...registered('DnsHost', 'the DNS host'),
      404: ['Problem', 'There is no such instance'],
      409: used,
      502: ['Problem', 'AWS refused what was asked'],
    },
  },
  'DELETE /dns-hosts/{name}': {
    summary: 'Forget a DNS host. Its instance stays.',
    answers: { 200: ['DnsHostRemoved', 'Forgotten'], 404: unknown, 409: used },
  },
};
