import { EventEmitter } from 'node:events';
import dynalite from 'dynalite';
import { mendDynalite } from './mended-dynalite.ts';
import { jsonResponse, type Service, type WireRequest, type WireResponse } from './wire.ts';

/** DynamoDB, as dynalite imitates it: the real wire protocol over a store in memory. */
export interface DynamoDb {
  readonly service: Service;
  /** Makes a table with the keys and the index of the one in serverless.yml. */
  createTable(name: string): Promise<void>;
  /** All items of a table, as DynamoDB writes them. */
  items(name: string): Promise<readonly unknown[]>;
  /** Puts items into a table. */
  putItems(name: string, items: readonly unknown[]): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens an empty DynamoDB, in memory, or with its items in a directory, which must be empty. It never listens: requests are handed
 * to it as they came.
 */
export function openDynamoDb(directory?: string): DynamoDb {
  // dynalite's store keeps small Buffers for good. Node cuts small Buffers out of blocks of 64 KB that they share with all
  // others, and each that is kept keeps its whole block: some 200 KB for each network. Cut alone, they keep their own bytes.
  Buffer.poolSize = 0;
  mendDynalite();
  const server = dynalite({ createTableMs: 0, ...(directory === undefined ? {} : { path: directory }) });
  const operation = (request: WireRequest) => request.headers['x-amz-target']?.split('.')[1] ?? 'unknown';
  const answer = (request: WireRequest): Promise<WireResponse> =>
    new Promise((resolve) => {
      const { method, path: url, headers, body } = request;
      // All that dynalite does with a request is to listen to it.
      const incoming = Object.assign(new EventEmitter(), { method, url, headers });
      const answered: Record<string, string> = {};
      const outgoing = {
        statusCode: 200,
        setHeader(name: string, value: string | number) {
          answered[name.toLowerCase()] = String(value);
        },
        end(text = '') {
          resolve({ status: outgoing.statusCode, headers: answered, body: text });
        },
      };
      server.emit('request', incoming, outgoing);
      if (body !== '') incoming.emit('data', Buffer.from(body));
      incoming.emit('end');
    });
  const call = (target: string, parameters: unknown) =>
    answer({
      method: 'POST',
      path: '/',
      headers: { ...contentType, 'x-amz-target': `DynamoDB_20120810.${target}`, ...signed },
      body: JSON.stringify(parameters),
    });
  const refuse: Service['refuse'] = ({ status, code, message }) =>
    jsonResponse(status, { __type: `com.amazonaws.dynamodb.v20120810#${code}`, message }, contentType);
  return {
    service: { name: 'dynamodb', operations, operation, answer, refuse },
    async createTable(name) {
      const made = await call('CreateTable', {
        TableName: name,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [
          { AttributeName: 'pk', AttributeType: 'S' },
          { AttributeName: 'sk', AttributeType: 'S' },
          { AttributeName: 'listed', AttributeType: 'S' },
        ],
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        GlobalSecondaryIndexes: [
          {
            IndexName: 'networks',
            KeySchema: [
              { AttributeName: 'listed', KeyType: 'HASH' },
              { AttributeName: 'pk', KeyType: 'RANGE' },
            ],
            Projection: { ProjectionType: 'KEYS_ONLY' },
          },
        ],
      });
      if (made.status !== 200) throw new Error(`The sandbox's table could not be made: ${made.body}`);
      // A table is made some moments after the answer says so.
      while (!(await call('DescribeTable', { TableName: name })).body.includes('"TableStatus":"ACTIVE"'));
    },
    async items(name) {
      const items: unknown[] = [];
      let from: unknown;
      do {
        const page = await call('Scan', { TableName: name, ...(from ? { ExclusiveStartKey: from } : {}) });
        if (page.status !== 200) throw new Error(`The sandbox's table could not be read: ${page.body}`);
        const { Items, LastEvaluatedKey } = JSON.parse(page.body) as { Items: unknown[]; LastEvaluatedKey?: unknown };
        items.push(...Items);
        from = LastEvaluatedKey;
      } while (from);
      return items;
    },
    async putItems(name, items) {
      for (const Item of items) {
        const put = await call('PutItem', { TableName: name, Item });
        if (put.status !== 200) throw new Error(`The sandbox's table could not be filled: ${put.body}`);
      }
    },
    async close() {
      // dynalite lets go of a directory only if it was listening.
      if (directory !== undefined) await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** What dynalite answers. */
const operations = [
  'BatchGetItem',
  'BatchWriteItem',
  'CreateTable',
  'DeleteItem',
  'DeleteTable',
  'DescribeTable',
  'DescribeTimeToLive',
  'GetItem',
  'ListTables',
  'ListTagsOfResource',
  'PutItem',
  'Query',
  'Scan',
  'TagResource',
  'UntagResource',
  'UpdateItem',
  'UpdateTable',
];
const contentType = { 'content-type': 'application/x-amz-json-1.0' };
const signed = {
  authorization:
    'AWS4-HMAC-SHA256 Credential=sandbox/20260101/ap-northeast-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
  'x-amz-date': '20260101T000000Z',
};
