import type { Soracom } from '../steps/ports.ts';
import { groups } from './groups.ts';
import type { Session } from './session.ts';
import { sims } from './sims.ts';
import { vpgs } from './vpgs.ts';

/** SORACOM as the steps need it, over one session. It neither retries nor waits: the state machine does. */
export const client = (session: Session): Soracom => ({ ...vpgs(session), ...groups(session), ...sims(session) });
