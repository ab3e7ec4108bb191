import { describe, expect, test } from 'vitest';
import { deleteAccount } from '../../src/api/delete-account.ts';
import { getAccount } from '../../src/api/get-account.ts';
import { listAccounts } from '../../src/api/list-accounts.ts';
import type { RegisteredAccount } from '../../src/steps/ports.ts';
import { faultOf } from '../support/ports.ts';
import { apiSetting } from '../support/runs.ts';

const account = (accountId: string, source: RegisteredAccount['source'] = 'table'): RegisteredAccount => ({
  accountId,
  roleArn: `arn:aws:iam::${accountId}:role/canal`,
  externalId: 'not-for-everybody',
  source,
});
const setting = (...accounts: RegisteredAccount[]) => {
  const set = apiSetting();
  for (const one of accounts) set.registered.set(one.accountId, one);
  return set;
};

describe('GET /accounts', () => {
  test('tells each account without its ExternalId', async () => {
    const { ports } = setting(account('333333333333', 'settings'), account('222222222222'));
    const { body } = await listAccounts(undefined, ports);
    expect(body).toEqual({
      accounts: [
        {
          accountId: '222222222222',
          roleArn: 'arn:aws:iam::222222222222:role/canal',
          source: 'table',
          externalIdSet: true,
        },
        {
          accountId: '333333333333',
          roleArn: 'arn:aws:iam::333333333333:role/canal',
          source: 'settings',
          externalIdSet: true,
        },
      ],
    });
  });

  test('comes in pages of 100', async () => {
    const numbers = Array.from({ length: 101 }, (_, index) => String(index + 1).padStart(12, '0'));
    const { ports } = setting(...numbers.map((number) => account(number)));
    const first = (await listAccounts(undefined, ports)).body as { accounts: unknown[]; cursor: string };
    expect(first.accounts).toHaveLength(100);
    const second = (await listAccounts(first.cursor, ports)).body;
    expect(second).toEqual({ accounts: [expect.objectContaining({ accountId: numbers[100] })] });
  });

  test('takes no cursor but its own', async () => {
    expect((await faultOf(listAccounts('x', apiSetting().ports))).name).toBe('InvalidInput');
  });
});

describe('GET /accounts/{id}', () => {
  test('tells one account', async () => {
    const { ports } = setting(account('222222222222'));
    expect(await getAccount('222222222222', ports)).toMatchObject({ status: 200, body: { externalIdSet: true } });
  });

  test('says how to register one that is not', async () => {
    const fault = await faultOf(getAccount('222222222222', apiSetting().ports));
    expect(fault.name).toBe('NotFound');
    expect(fault.message).toContain('canal account add');
  });
});

describe('DELETE /accounts/{id}', () => {
  test('forgets an account', async () => {
    const { ports, registered } = setting(account('222222222222'));
    expect(await deleteAccount('222222222222', ports)).toEqual({
      status: 200,
      body: { accountId: '222222222222', registered: false },
    });
    expect(registered.size).toBe(0);
  });

  test('cannot forget one that the deployment registers, and says where it is', async () => {
    const { ports, to } = setting(account('222222222222', 'settings'));
    const fault = await faultOf(deleteAccount('222222222222', ports));
    expect(fault.name).toBe('InvalidInput');
    expect(fault.message).toContain('CANAL_ACCOUNTS');
    expect(to.effects()).toEqual([]);
  });

  test('of one that is not registered is NotFound', async () => {
    expect((await faultOf(deleteAccount('222222222222', apiSetting().ports))).name).toBe('NotFound');
  });
});
