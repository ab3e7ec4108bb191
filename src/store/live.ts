import type { Accounts } from '../api/ports.ts';
import type { Door, Opening } from '../lambda/surroundings.ts';
import type { Claims, DnsHosts, Ledger, Prices, Records, Rounds } from '../steps/ports.ts';
import { accounts } from './accounts.ts';
import { claims } from './claims.ts';
import { dnsHosts } from './dns-hosts.ts';
import { ledger } from './ledger.ts';
import { prices } from './prices.ts';
import { records } from './records.ts';
import { rounds } from './rounds.ts';
import type { Table } from './table.ts';

/** Opens the records in the table of the settings. The SDK is loaded by the first call. */
export const store: Door<Records> = (opening) => records(table(opening));

/** Opens the accounts in the table of the settings; those that the settings name count as registered, too. */
export const accountRegistry: Door<Accounts> = (opening) => accounts(table(opening), opening.settings.accounts);

/** Opens the rounds of the walks over the networks in the table of the settings. */
export const roundStore: Door<Rounds> = (opening) => rounds(table(opening));

/** Opens the cost ledger of the settings' coverage, in the same table. */
export const costLedger: Door<Ledger> = (opening) => ledger(table(opening), opening.settings.coverage);

/** Opens the prices: those of the settings, and over them what is set in the table. */
export const priceTable: Door<Prices> = (opening) => prices(table(opening), opening.settings.pricing);

/** Opens the DNS hosts in the table of the settings. */
export const dnsHostRegistry: Door<DnsHosts> = (opening) => dnsHosts(table(opening));

/** Opens the claims in the table of the settings: what is done once. */
export const claimStore: Door<Claims> = (opening) => claims(table(opening), opening.now);

function table(opening: Opening): Table {
  const open = async () => {
    const { documentClient, DeleteCommand, GetCommand, PutCommand, QueryCommand } = await import('./client.ts');
    const db = documentClient(opening);
    return { db, name: opening.settings.table, DeleteCommand, GetCommand, PutCommand, QueryCommand };
  };
  let client: ReturnType<typeof open> | undefined;
  return () => {
    client ??= open();
    return client;
  };
}
