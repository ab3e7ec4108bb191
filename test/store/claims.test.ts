import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RequestHandler } from '../../src/lambda/surroundings.ts';
import { type DynamoDb, openDynamoDb } from '../../src/sandbox/dynamodb.ts';
import { claimStore } from '../../src/store/live.ts';
import { openingWith } from '../ec2/opening.ts';
import { inProcess } from '../support/in-process.ts';

let db: DynamoDb;
let now = 1000;
const open = () => {
  const opening = openingWith({ CANAL_TABLE: 'canal-dev' }, inProcess(db.service) as unknown as RequestHandler);
  return claimStore({ ...opening, now: () => now });
};

beforeEach(async () => {
  now = 1000;
  db = openDynamoDb();
  await db.createTable('canal-dev');
});
afterEach(() => db.close());

describe('A claim in DynamoDB', () => {
  test('is of one alone, also when twenty ask at once', async () => {
    const claims = open();
    const answers = await Promise.all(Array.from({ length: 20 }, () => claims.claim('a', 5000)));
    expect(answers.toSorted()).toEqual([...Array.from({ length: 19 }, () => 'held'), 'mine']);
    expect(await claims.claim('b', 5000)).toBe('mine');
  });

  test('that is settled is nobody’s any more, also when its time is over', async () => {
    const claims = open();
    await claims.claim('a', 5000);
    await claims.settle('a');
    now = 9000;
    expect(await claims.claim('a', 99_000)).toBe('settled');
    expect(await open().claim('a', 99_000)).toBe('settled');
  });

  test('of one who died at it is free when its time is over', async () => {
    const claims = open();
    await claims.claim('a', 5000);
    now = 5000;
    expect(await claims.claim('a', 9000)).toBe('held');
    now = 5001;
    expect(await claims.claim('a', 9000)).toBe('mine');
  });

  test('that is let go of is free at once', async () => {
    const claims = open();
    await claims.claim('a', 5000);
    await claims.release('a');
    expect(await claims.claim('a', 5000)).toBe('mine');
  });
});
