import type { Door } from '../lambda/surroundings.ts';
import type { Bills, Soracom } from '../steps/ports.ts';
import { bills } from './bills.ts';
import { client } from './client.ts';
import { session } from './session.ts';

/** Opens the SORACOM API of the settings. The secret is read, and the login made, by the first call. */
export const soracom: Door<Soracom> = (opening) => client(session(opening));

/** Opens SORACOM's bills, in a session of their own. */
export const soracomBills: Door<Bills> = (opening) => bills(session(opening));
