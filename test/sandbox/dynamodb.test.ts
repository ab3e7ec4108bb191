import { createRequire } from 'node:module';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openDynamoDb } from '../../src/sandbox/dynamodb.ts';

const opened: ReturnType<typeof openDynamoDb>[] = [];
afterEach(async () => {
  vi.restoreAllMocks();
  for (const one of opened.splice(0)) await one.close();
});

/** A DynamoDB with a table, and a way to call it as the SDK does. */
async function table() {
  const dynamoDb = openDynamoDb();
  opened.push(dynamoDb);
  await dynamoDb.createTable('table');
  return async (operation: string, body: object) => {
    const answer = await dynamoDb.service.answer({
      method: 'POST',
      path: '/',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `DynamoDB_20120810.${operation}`,
        'x-amz-date': '20260105T000000Z',
        authorization:
          'AWS4-HMAC-SHA256 Credential=x/20260105/ap-northeast-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
      },
      body: JSON.stringify({ TableName: 'table', ...body }),
    });
    return { status: answer.status, body: JSON.parse(answer.body) };
  };
}

const item = (sk: string) => ({ pk: { S: 'network' }, sk: { S: sk } });
const ofNetwork = { KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': { S: 'network' } } };

describe("The sandbox's DynamoDB", () => {
  it('keeps items and finds them by their key', async () => {
    const call = await table();
    for (const sk of ['b', 'a', 'c']) expect((await call('PutItem', { Item: item(sk) })).status).toBe(200);
    expect((await call('Query', ofNetwork)).body).toMatchObject({ Count: 3, Items: ['a', 'b', 'c'].map(item) });
    expect((await call('Query', { ...ofNetwork, Limit: 2 })).body).toMatchObject({
      Count: 2,
      LastEvaluatedKey: item('b'),
    });
    expect((await call('GetItem', { Key: item('c') })).body).toEqual({ Item: item('c') });
  });

  it('refuses a write whose condition does not hold as DynamoDB does, and has no transactions', async () => {
    const call = await table();
    await call('PutItem', { Item: item('a') });
    const again = await call('PutItem', { Item: item('a'), ConditionExpression: 'attribute_not_exists(pk)' });
    expect(again.status).toBe(400);
    expect(again.body.__type).toBe('com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException');
    expect((await call('TransactWriteItems', {})).body.__type).toContain('UnknownOperationException');
  });

  it('leaves nothing of its store open behind a query, or each would keep the store as it was', async () => {
    const ofDynalite = createRequire(createRequire(import.meta.url).resolve('dynalite'));
    const { AbstractLevel } = createRequire(ofDynalite.resolve('memory-level'))('abstract-level') as {
      AbstractLevel: { prototype: { attachResource(): void; detachResource(): void } };
    };
    const opening = vi.spyOn(AbstractLevel.prototype, 'attachResource');
    const closing = vi.spyOn(AbstractLevel.prototype, 'detachResource');
    const call = await table();
    for (const sk of ['a', 'b', 'c']) await call('PutItem', { Item: item(sk) });
    for (let count = 0; count < 5; count += 1) await call('Query', { ...ofNetwork, Limit: count + 1 });
    await new Promise((resolve) => setImmediate(resolve));
    expect(opening.mock.calls.length).toBeGreaterThanOrEqual(5);
    expect(closing).toHaveBeenCalledTimes(opening.mock.calls.length);
  });
});
