import { dnsHostOperations } from './dns-host-operations.ts';
import { refused, registered, type ToldOperation, unknown } from './told-operation.ts';

const costQuery = {
  month: 'YYYY-MM; this month by default',
  by: 'network, vpg, peering or day',
  timeZone: 'of months and days: UTC by default, as on the bill',
};

const network = {
  name: 'two-vpcs',
  peerings: [
    {
      name: 'app',
      peerOwnerId: '111111111111',
      peerVpcId: 'vpc-0a1111111111111a1',
      destinationCidrBlock: '172.21.0.0/16',
    },
  ],
  airGroup: { groupId: '00000000-0000-4000-8000-000000000001', dnsServers: ['172.21.0.53'] },
};

/** All operations by API Gateway's route keys. */
export const toldOperations: Readonly<Record<string, ToldOperation>> = {
  'POST /networks': {
    summary: 'Start a network, or continue it.',
    body: 'Network',
    bodyExample: network,
    located: true,
    answers: {
      200: ['Started', 'The same wish is in progress, or ready'],
      202: ['Started', 'A new run; Location names the network'],
      409: ['Problem', 'Another wish is in progress'],
    },
  },
  'GET /networks': {
    summary: 'List the networks by name: state, newest run, cost per hour.',
    paged: true,
    answers: { 200: ['NetworkPage', 'A page'] },
  },
  'GET /networks/{name}': {
    summary: 'Read a network: wish, state, what exists, newest run, cost per hour.',
    answers: { 200: ['NetworkView', 'The network'], 404: unknown },
  },
  'DELETE /networks/{name}': {
    summary: 'Remove a network: give back what was set, delete what was made, leave what was found.',
    flags: { force: 'Break what others have on the VPG; the answer and the warnings name it.' },
    located: true,
    answers: {
      200: ['Started', 'It is being removed, or is removed'],
      202: ['Started', 'A new run that removes it; one that provisioned it was stopped'],
      404: unknown,
    },
  },
  'GET /networks/{name}/removal': {
    summary: 'Read what stands in the way of a removal: what others have on the VPG, and what force would break.',
    answers: { 200: ['RemovalPlan', 'What stands in the way'], 404: unknown, 502: refused },
  },
  'GET /networks/{name}/events': {
    summary: 'Follow the newest run, oldest event first.',
    paged: true,
    answers: { 200: ['EventPage', 'What has happened since the cursor'], 404: unknown },
  },
  'GET /networks/{name}/audit': {
    summary: 'Read who asked for which run, the newest first.',
    answers: { 200: ['Audit', 'The runs that are kept'], 404: unknown },
  },
  'POST /networks/{name}/check': {
    summary: 'Compare wish, record and world, and say each difference with what mends it. Nothing is mended.',
    answers: {
      200: ['Checked', 'As wished, or what differs'],
      404: unknown,
      409: ['Problem', 'A run is in progress'],
      502: refused,
    },
  },
  'POST /sweeps': {
    summary:
      'Look for what was left behind and costs money; remove what nobody uses only if asked. A part at each call.',
    body: 'SweepRequest',
    bodyExample: { remove: false },
    answers: {
      200: ['Swept', 'What was found; ask again with the cursor while there is one'],
      409: ['Problem', "The table is empty, or another installation's: nothing was swept"],
      502: refused,
    },
  },
  'GET /costs': {
    summary: 'Read what a month costs, by network, VPG, peering or day; CSV by Accept: text/csv.',
    query: costQuery,
    csv: true,
    answers: { 200: ['Costs', 'Rows, total, forecast, alerts'] },
  },
  'GET /networks/{name}/costs': {
    summary: 'Read what a network costs in a month; CSV by Accept: text/csv.',
    query: costQuery,
    csv: true,
    answers: { 200: ['Costs', 'Rows, total, forecast, alerts'], 404: unknown },
  },
  'GET /costs/bill': {
    summary: "Read SORACOM's own figures of a month beside the ledger's, with what the difference comes from.",
    query: { month: costQuery.month },
    answers: { 200: ['Bill', 'Both, for the days that are billed'], 502: refused },
  },
  'GET /rates': {
    summary: 'Read the prices that costs are computed by.',
    answers: { 200: ['Rates', 'All of this coverage'] },
  },
  'PUT /rates': {
    summary: 'Set a price over all others, from a day on.',
    body: 'RateWish',
    bodyExample: { item: 'vpg', vpgType: 15, price: 50, validFrom: '2026-11-01', source: 'our contract' },
    answers: { 200: ['Rate', 'It is set'] },
  },
  'GET /accounts': {
    summary: 'List the registered accounts by number.',
    paged: true,
    answers: { 200: ['AccountPage', 'A page'] },
  },
  'GET /accounts/{id}': {
    summary: 'Read a registered account.',
    answers: { 200: ['Account', 'The account'], 404: unknown },
  },
  'PUT /accounts/{id}': {
    summary: 'Register the role that lets us into an account, or another one.',
    body: 'AccountRegistration',
    bodyExample: { roleArn: 'arn:aws:iam::222222222222:role/canal-accepter', externalId: 'an-external-id' },
    located: true,
    answers: { ...registered('Account', 'the account') },
  },
  'DELETE /accounts/{id}': {
    summary: 'Forget an account. Its networks stay as they are.',
    answers: { 200: ['AccountRemoved', 'Forgotten'], 404: unknown },
  },
  ...dnsHostOperations,
  'GET /openapi.json': { summary: 'Read this document.', answers: { 200: ['OpenApi', 'This document'] } },
  'POST /plans': {
    summary: 'Check a network as a run would, and say what a run would make. Nothing is made.',
    body: 'Network',
    bodyExample: network,
    answers: {
      200: ['Plan', 'The plan; conflicts are its faults'],
      502: refused,
    },
  },
};
