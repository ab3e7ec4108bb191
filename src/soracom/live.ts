import type { Door } from '../lambda/surroundings.ts';
import type { Bills, Ledger, Soracom } from '../steps/ports.ts';
import { billed } from './billed.ts';
import { bills } from './bills.ts';
import { client } from './client.ts';
import { session } from './session.ts';

/** Opens the SORACOM API of the settings. The secret is read, and the login made, by the first call. */
export const soracom: Door<Soracom> = (opening) => client(session(opening));

/** Opens SORACOM's bills, in a session of their own. */
export const soracomBills: Door<Bills> = (opening) => bills(session(opening));

/** Opens the SORACOM API for who makes or deletes what is charged: the ledger is told of it. */
export const billedSoracom =
  (ledger: Door<Ledger>): Door<Soracom> =>
  (opening) =>
    billed(soracom(opening), ledger(opening), opening);
