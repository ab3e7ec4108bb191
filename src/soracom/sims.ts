import * as z from 'zod';
import type { Sim, Soracom } from '../steps/ports.ts';
import { at, type Call } from './exchange.ts';
import type { Operation } from './operations.ts';
import { find, succeed, succeeded, understood } from './request.ts';
import type { Session } from './session.ts';

const SimAnswer = z.object({
  simId: z.string().min(1),
  sessionStatus: z
    .object({
      online: z.boolean().nullish(),
      vpgId: z.string().nullish(),
      dnsServers: z.array(z.string()).nullish(),
    })
    .nullish(),
});

/** SORACOM's code for "the subscriber is offline"; its HTTP status is not documented. */
const offline = 'SEM0016';

/** SIMs and their sessions. */
export function sims(session: Session): Pick<Soracom, 'simsOfGroup' | 'sim' | 'deleteSession'> {
  return {
    async simsOfGroup(groupId, limit, cursor) {
      const call: Call<Operation> = {
        operation: 'Group:listSubscribers',
        method: 'GET',
        path: at`/groups/${groupId}/subscribers`,
        query: { limit: String(limit), ...(cursor === undefined ? {} : { last_evaluated_key: cursor }) },
      };
      const answer = await succeed(session, call);
      const page = understood(call, answer, z.array(SimAnswer)).map(simOf);
      return { sims: page, ...(answer.nextKey === undefined ? {} : { cursor: answer.nextKey }) };
    },

    async sim(simId) {
      const call: Call<Operation> = { operation: 'Sim:getSim', method: 'GET', path: at`/sims/${simId}` };
      const answer = await find(session, call);
      return answer && simOf(understood(call, answer, SimAnswer));
    },

    async deleteSession(simId) {
      const call: Call<Operation> = {
        operation: 'Sim:deleteSimSession',
        method: 'POST',
        path: at`/sims/${simId}/delete_session`,
      };
      const answer = await session(call);
      if (answer.code === offline) return 'offline';
      succeeded(call, answer);
      return 'asked';
    },
  };
}

function simOf({ simId, sessionStatus }: z.output<typeof SimAnswer>): Sim {
  // What an offline SIM still shows is of a session that has ended.
  if (sessionStatus?.online !== true) return { simId, online: false, dnsServers: [] };
  return {
    simId,
    online: true,
    ...(sessionStatus.vpgId ? { vpgId: sessionStatus.vpgId } : {}),
    dnsServers: sessionStatus.dnsServers ?? [],
  };
}
