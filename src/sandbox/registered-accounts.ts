import type { World } from './world/world.ts';

/** The accounts that the functions know: those with a role that trusts our own account. */
export function registeredAccounts(world: World): Record<string, { roleArn: string; externalId: string }> {
  const accounts: Record<string, { roleArn: string; externalId: string }> = {};
  for (const { accountId, roles } of world.accounts.values()) {
    const role = [...roles.values()].find((one) => one.trusts.includes(world.ownAccountId));
    if (role) accounts[accountId] = { roleArn: role.arn, externalId: role.externalId };
  }
  return accounts;
}
