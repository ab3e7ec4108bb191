import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Accounts } from '../api/ports.ts';
import { clientOptions } from '../aws/client-options.ts';
import type { Opening } from '../lambda/surroundings.ts';
import type { Claims, DnsHosts, Ledger, Prices, Records, Rounds } from '../steps/ports.ts';

export { DeleteCommand, GetCommand, PutCommand, QueryCommand };

type Method =
  | keyof Records
  | keyof Accounts
  | keyof Rounds
  | keyof Ledger
  | keyof Prices
  | keyof Claims
  | keyof DnsHosts;

/** The IAM actions that each method needs. */
export const storeActionOf: Readonly<Record<Method, string | readonly string[]>> = {
  whole: 'dynamodb:Query',
  network: 'dynamodb:GetItem',
  save: 'dynamodb:PutItem',
  peerings: 'dynamodb:Query',
  savePeering: 'dynamodb:PutItem',
  forgetPeering: 'dynamodb:PutItem',
  group: 'dynamodb:GetItem',
  groups: 'dynamodb:Query',
  saveGroup: 'dynamodb:PutItem',
  forgetGroup: 'dynamodb:PutItem',
  networkNames: 'dynamodb:Query',
  registered: 'dynamodb:GetItem',
  registeredAfter: 'dynamodb:Query',
  keepAccount: 'dynamodb:PutItem',
  forgetAccount: 'dynamodb:DeleteItem',
  roundOf: 'dynamodb:GetItem',
  saveRound: 'dynamodb:PutItem',
  lines: 'dynamodb:Query',
  addLines: 'dynamodb:PutItem',
  packLines: ['dynamodb:Query', 'dynamodb:PutItem', 'dynamodb:DeleteItem'],
  newestReport: 'dynamodb:Query',
  reportOf: 'dynamodb:GetItem',
  keepReport: 'dynamodb:PutItem',
  toldKeys: 'dynamodb:Query',
  markTold: 'dynamodb:PutItem',
  pricing: 'dynamodb:GetItem',
  keepRate: ['dynamodb:GetItem', 'dynamodb:PutItem'],
  claim: 'dynamodb:PutItem',
  settle: 'dynamodb:PutItem',
  release: 'dynamodb:PutItem',
  dnsHost: 'dynamodb:GetItem',
  dnsHosts: 'dynamodb:Query',
  keepDnsHost: 'dynamodb:PutItem',
  forgetDnsHost: 'dynamodb:DeleteItem',
  places: 'dynamodb:Query',
  holdPlace: 'dynamodb:PutItem',
  freePlace: 'dynamodb:DeleteItem',
  placesOf: 'dynamodb:GetItem',
  keepPlacesOf: 'dynamodb:PutItem',
  lastRevision: 'dynamodb:GetItem',
  nextRevision: ['dynamodb:GetItem', 'dynamodb:PutItem'],
};

/** Opens DynamoDB's document client. */
export function documentClient(opening: Opening): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(new DynamoDBClient(clientOptions(opening)), {
    marshallOptions: { removeUndefinedValues: true },
  });
}
