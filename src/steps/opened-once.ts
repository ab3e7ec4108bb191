import type { PeerAccount, PeerAccounts } from './ports.ts';

/**
 * The same accounts, each opened once: one AssumeRole for fifty VPCs of one account, not fifty. For the length of one invocation,
 * which is far shorter than a role's session. An account that could not be opened is not asked again either.
 */
export function openedOnce(accounts: PeerAccounts): PeerAccounts {
  const opened = new Map<string, Promise<PeerAccount>>();
  return {
    open(accountId, region, sessionName) {
      const key = `${accountId} ${region} ${sessionName}`;
      const account = opened.get(key) ?? accounts.open(accountId, region, sessionName);
      opened.set(key, account);
      return account;
    },
  };
}
