import type { DynamoDb } from '../dynamodb.ts';
import { signedAs } from '../wire.ts';
import type { Journal, JournalEntry } from './journal.ts';

/** What changes a table. Anything else that is not a question is refused, so that nothing goes past the journal. */
const writes = ['PutItem', 'DeleteItem', 'UpdateItem'];
const questions = ['GetItem', 'Query', 'Scan', 'BatchGetItem', 'DescribeTable', 'ListTables'];

/** From so many writes on, a journal is made anew of what the table holds when it is opened to be written. */
const mostWrites = 1_000;

/** How the table and its journal go together. */
export interface JournaledTable extends Omit<DynamoDb, 'items' | 'putItems'> {
  /** The table's items as writes, once it is made; for a journal that has become long. */
  compacted(entries: readonly JournalEntry[]): Promise<readonly JournalEntry[] | undefined>;
}

/**
 * A DynamoDB in memory whose table is made of the writes in a journal. A write is answered only when the journal has it; one that
 * was not answered for never happened.
 */
export function journaledTable(dynamoDb: DynamoDb, journal: Journal, past: readonly JournalEntry[]): JournaledTable {
  const { service } = dynamoDb;
  const call = (operation: string, body: string) =>
    service.answer({
      method: 'POST',
      path: '/',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `DynamoDB_20120810.${operation}`,
        authorization: signedAs({ accessKeyId: 'live', region: 'local', service: 'dynamodb' }),
        'x-amz-date': '20260105T000000Z',
      },
      body,
    });
  let table = '';
  return {
    async createTable(name) {
      table = name;
      await dynamoDb.createTable(name);
      for (const entry of past) {
        if (entry.kind !== 'write') continue;
        const { status, body } = await call(entry.operation, entry.body);
        if (status !== 200) throw new Error(`${journal.path} does not lead to a table: ${body}`);
      }
    },

    async compacted(entries) {
      if (entries.filter(({ kind }) => kind === 'write').length < mostWrites) return undefined;
      const items: unknown[] = [];
      let from: unknown;
      do {
        const asked = { TableName: table, ...(from === undefined ? {} : { ExclusiveStartKey: from }) };
        const page = JSON.parse((await call('Scan', JSON.stringify(asked))).body) as Page;
        items.push(...page.Items);
        from = page.LastEvaluatedKey;
      } while (from !== undefined);
      const rows = items.map(
        (Item): JournalEntry => ({
          kind: 'write',
          operation: 'PutItem',
          body: JSON.stringify({ TableName: table, Item }),
        }),
      );
      return [...entries.filter(({ kind }) => kind !== 'write'), ...rows];
    },

    service: {
      ...service,
      async answer(request) {
        const operation = service.operation(request);
        if (questions.includes(operation)) return service.answer(request);
        if (!writes.includes(operation)) {
          const message = `A local record does not know ${operation}.`;
          return service.refuse({ status: 400, code: 'UnknownOperationException', message }, request);
        }
        const answered = await service.answer(request);
        if (answered.status === 200) journal.append({ kind: 'write', operation, body: request.body });
        return answered;
      },
    },
    close: () => dynamoDb.close(),
  };
}

interface Page {
  readonly Items: readonly unknown[];
  readonly LastEvaluatedKey?: unknown;
}
