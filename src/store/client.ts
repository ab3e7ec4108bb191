import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { clientOptions } from '../aws/client-options.ts';
import type { Opening } from '../lambda/surroundings.ts';
import type { Records } from '../steps/ports.ts';

export { GetCommand, PutCommand, QueryCommand };

/** The IAM action that each method needs. */
export const storeActionOf: Readonly<Record<keyof Records, string>> = {
  network: 'dynamodb:GetItem',
  save: 'dynamodb:PutItem',
  peerings: 'dynamodb:Query',
  savePeering: 'dynamodb:PutItem',
  group: 'dynamodb:GetItem',
  keepGroup: 'dynamodb:PutItem',
  networkNames: 'dynamodb:Query',
};

/** Opens DynamoDB's document client. */
export function documentClient(opening: Opening): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(new DynamoDBClient(clientOptions(opening)), {
    marshallOptions: { removeUndefinedValues: true },
  });
}
