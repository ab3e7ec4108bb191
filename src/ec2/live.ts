import type { Door } from '../lambda/surroundings.ts';
import type { PeerAccounts } from '../steps/ports.ts';
import { accounts } from './accounts.ts';

/** Opens EC2 in the accounts of the settings. The SDK is loaded, and roles are assumed, when an account is opened. */
export const peerAccounts: Door<PeerAccounts> = (opening) => accounts(opening);
