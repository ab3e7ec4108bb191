import type { Accounts } from '../api/ports.ts';
import type { AccountRegistration } from '../canal/account.ts';
import type { RegisteredAccount } from '../steps/ports.ts';
import { storeCall, type Table } from './table.ts';

const pk = 'ACCOUNTS';

/** The partition ACCOUNTS with an item for each account. What the table does not have counts as `given` by the settings. */
export function accounts(table: Table, given: Readonly<Record<string, AccountRegistration>>): Accounts {
  const deployed = Object.entries(given).map(([accountId, { roleArn, externalId }]) => ({
    accountId,
    roleArn,
    externalId,
    source: 'settings' as const,
  }));
  return {
    async registered(accountId) {
      // What cannot be an account is not looked up: DynamoDB refuses empty keys.
      if (!/^\d{12}$/.test(accountId)) return undefined;
      const { db, name: TableName, GetCommand } = await table();
      const command = new GetCommand({ TableName, Key: { pk, sk: accountId }, ConsistentRead: true });
      const item = (await storeCall('GetItem', db.send(command))).Item;
      return item ? readAccount(item) : deployed.find((one) => one.accountId === accountId);
    },

    async registeredAfter(accountId, limit) {
      const { db, name: TableName, QueryCommand } = await table();
      const command = new QueryCommand({
        TableName,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': pk },
        ConsistentRead: true,
        Limit: limit,
        ...(accountId === undefined ? {} : { ExclusiveStartKey: { pk, sk: accountId } }),
      });
      const kept = ((await storeCall('Query', db.send(command))).Items ?? []).map(readAccount);
      const more = deployed
        .filter((one) => accountId === undefined || one.accountId > accountId)
        .filter((one) => !kept.some((other) => other.accountId === one.accountId));
      return [...kept, ...more].sort((a, b) => (a.accountId < b.accountId ? -1 : 1)).slice(0, limit);
    },

    async keepAccount(account) {
      const { db, name: TableName, PutCommand } = await table();
      const Item = { pk, sk: account.accountId, account };
      const put = new PutCommand({ TableName, Item, ReturnValues: 'ALL_OLD' });
      return (await storeCall('PutItem', db.send(put))).Attributes ? 'replaced' : 'new';
    },

    async forgetAccount(accountId) {
      const { db, name: TableName, DeleteCommand } = await table();
      const forget = new DeleteCommand({ TableName, Key: { pk, sk: accountId }, ReturnValues: 'ALL_OLD' });
      return (await storeCall('DeleteItem', db.send(forget))).Attributes !== undefined;
    },
  };
}

const readAccount = (item: Record<string, unknown>): RegisteredAccount => ({
  ...(item.account as Omit<RegisteredAccount, 'source'>),
  source: 'table',
});
