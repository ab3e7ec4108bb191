import type { Door } from '../lambda/surroundings.ts';
import type { AccountRegistry, PeerAccounts } from '../steps/ports.ts';
import { accounts } from './accounts.ts';

/** Opens EC2 in the accounts of a registry. The SDK is loaded, and roles are assumed, when an account is opened. */
export const peerAccounts =
  (registry: Door<AccountRegistry>): Door<PeerAccounts> =>
  (opening) =>
    accounts(opening, registry(opening));
