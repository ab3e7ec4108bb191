import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { serviceFault } from '../aws/service-fault.ts';
import { CanalError } from '../canal/errors.ts';

type Commands = Pick<typeof import('./client.ts'), 'DeleteCommand' | 'GetCommand' | 'PutCommand' | 'QueryCommand'>;

/** The table, opened by the first call. */
export type Table = () => Promise<{ readonly db: DynamoDBDocumentClient; readonly name: string } & Commands>;

/** Awaits a call of DynamoDB; throws StoreUnavailable for what time mends, anything else as it came. */
export async function storeCall<T>(operation: string, call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw serviceFault('DynamoDB', operation, error);
  }
}

/** Whether a conditional write was refused because somebody else had written. */
export const isLost = (error: unknown): boolean =>
  error instanceof CanalError &&
  (error.cause as { name?: string } | undefined)?.name === 'ConditionalCheckFailedException';
