import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Accounts } from '../../src/api/ports.ts';
import type { RequestHandler } from '../../src/lambda/surroundings.ts';
import { type DynamoDb, openDynamoDb } from '../../src/sandbox/dynamodb.ts';
import { accountRegistry } from '../../src/store/live.ts';
import { customer, openingWith, role } from '../ec2/opening.ts';
import { inProcess } from '../support/in-process.ts';

const kept = (accountId: string, changes: object = {}) => ({
  accountId,
  roleArn: `arn:aws:iam::${accountId}:role/canal`,
  externalId: 'an-external-id',
  changedBy: 'me',
  changedAt: 5,
  ...changes,
});
const id = (index: number) => String(index).padStart(12, '0');

describe('The accounts in DynamoDB', () => {
  let db: DynamoDb;
  let accounts: Accounts;

  beforeEach(async () => {
    db = openDynamoDb();
    await db.createTable('canal-dev');
    accounts = accountRegistry(openingWith({}, inProcess(db.service) as unknown as RequestHandler));
  });
  afterEach(() => db.close());

  test('one that nobody has registered is none', async () => {
    expect(await accounts.registered('333333333333')).toBeUndefined();
  });

  test.each(['', 'constructor', '__proto__', '3'])('"%s" is no account, and nobody is asked', async (accountId) => {
    await db.close();
    expect(await accounts.registered(accountId)).toBeUndefined();
    db = openDynamoDb();
  });

  test('one that the settings name is registered, until the table says otherwise', async () => {
    expect(await accounts.registered(customer)).toEqual({ accountId: customer, ...role, source: 'settings' });
    expect(await accounts.keepAccount(kept(customer))).toBe('new');
    expect(await accounts.registered(customer)).toEqual({ ...kept(customer), source: 'table' });
    expect(await accounts.forgetAccount(customer)).toBe(true);
    expect(await accounts.registered(customer)).toMatchObject({ source: 'settings' });
    expect(await accounts.forgetAccount(customer)).toBe(false);
  });

  test('a second registration replaces the first', async () => {
    await accounts.keepAccount(kept('333333333333'));
    expect(await accounts.keepAccount(kept('333333333333', { externalId: 'another' }))).toBe('replaced');
    expect(await accounts.registered('333333333333')).toMatchObject({ externalId: 'another' });
  });

  test('pages tell each account once, by number, those of the settings among the others', async () => {
    for (const index of [9, 1, 5]) await accounts.keepAccount(kept(id(index)));
    await accounts.keepAccount(kept('999999999999'));
    const numbers = async (after: string | undefined, limit: number) =>
      (await accounts.registeredAfter(after, limit)).map(({ accountId }) => accountId);
    expect(await numbers(undefined, 2)).toEqual([id(1), id(5)]);
    expect(await numbers(id(5), 2)).toEqual([id(9), customer]);
    expect(await numbers(customer, 2)).toEqual(['999999999999']);
    await accounts.keepAccount(kept(customer));
    expect(await numbers(undefined, 9)).toEqual([id(1), id(5), id(9), customer, '999999999999']);
  });
});
