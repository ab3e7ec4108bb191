import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RequestHandler } from '../../src/lambda/surroundings.ts';
import { type DynamoDb, openDynamoDb } from '../../src/sandbox/dynamodb.ts';
import type { Rounds } from '../../src/steps/ports.ts';
import { roundStore } from '../../src/store/live.ts';
import { openingWith } from '../ec2/opening.ts';
import { inProcess } from '../support/in-process.ts';

let db: DynamoDb;
let rounds: Rounds;

beforeEach(async () => {
  db = openDynamoDb();
  await db.createTable('canal-dev');
  rounds = roundStore(openingWith({}, inProcess(db.service) as unknown as RequestHandler));
});
afterEach(() => db.close());

test('a walk that was never begun has no round', async () => {
  expect(await rounds.roundOf('check-drift')).toBeUndefined();
});

test('a round is kept by its walk, and its version counts the writes', async () => {
  await rounds.saveRound('check-drift', { version: 0, begunAt: 5, again: [] });
  await rounds.saveRound('check-drift', { version: 1, begunAt: 5, after: 'a', again: ['a'] });
  await rounds.saveRound('sweep', { version: 0, begunAt: 7, again: [] });
  expect(await rounds.roundOf('check-drift')).toEqual({ version: 2, begunAt: 5, after: 'a', again: ['a'] });
});

test('of two walkers that read the same round, the second to write is refused', async () => {
  await rounds.saveRound('check-drift', { version: 0, begunAt: 5, again: [] });
  for (const version of [0, 7]) {
    const late = rounds.saveRound('check-drift', { version, begunAt: 9, again: [] });
    await expect(late).rejects.toMatchObject({ name: 'StoreUnavailable' });
  }
});
