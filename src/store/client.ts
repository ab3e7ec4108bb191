import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { clientOptions } from '../aws/client-options.ts';
import type { Opening } from '../lambda/surroundings.ts';

export { GetCommand, PutCommand, QueryCommand };

/** The IAM actions that the store's calls need. */
export const storeActions: readonly string[] = ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'];

/** Opens DynamoDB's document client. */
export function documentClient(opening: Opening): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(new DynamoDBClient(clientOptions(opening)), {
    marshallOptions: { removeUndefinedValues: true },
  });
}
