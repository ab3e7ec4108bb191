import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { openDynamoDb } from '../../src/sandbox/dynamodb.ts';

interface Keys {
  readonly KeySchema: unknown;
  readonly AttributeDefinitions?: { AttributeName: string }[];
  readonly GlobalSecondaryIndexes?: { IndexName: string; KeySchema: unknown; Projection: unknown }[];
}

/** Keys and indexes of a table, whatever else is said of it. */
const keysOf = ({ KeySchema, AttributeDefinitions = [], GlobalSecondaryIndexes = [] }: Keys) => ({
  KeySchema,
  attributes: AttributeDefinitions.map(({ AttributeName }) => AttributeName).toSorted(),
  indexes: GlobalSecondaryIndexes.map((one) => [one.IndexName, one.KeySchema, one.Projection]),
});

test('the table has the keys and the indexes of the one in serverless.yml', async () => {
  const db = openDynamoDb();
  await db.createTable('canal');
  const { body } = await db.service.answer({
    method: 'POST',
    path: '/',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'DynamoDB_20120810.DescribeTable',
      'x-amz-date': '20260101T000000Z',
      authorization:
        'AWS4-HMAC-SHA256 Credential=x/20260101/ap-northeast-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
    },
    body: JSON.stringify({ TableName: 'canal' }),
  });
  await db.close();
  const yaml = readFileSync(new URL('../../serverless.yml', import.meta.url), 'utf8');
  const { resources } = parse(yaml, { logLevel: 'silent' }) as {
    resources: { Resources: { Table: { Properties: Keys } } };
  };
  expect(keysOf((JSON.parse(body) as { Table: Keys }).Table)).toEqual(keysOf(resources.Resources.Table.Properties));
});
