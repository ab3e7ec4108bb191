import type { Door } from '../lambda/surroundings.ts';
import type { HostAccounts } from '../steps/ports.ts';

/** Opens EC2 of our own account, for DNS hosts. The SDK is loaded when a Region is opened. */
export const hostAccounts: Door<HostAccounts> = (opening) => ({
  openHost: async (region) => (await import('./host-client.ts')).hostClient(opening, region),
});
