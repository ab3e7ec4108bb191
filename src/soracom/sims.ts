import * as z from 'zod/mini';
import { madeOnce } from '../canal/made-once.ts';
import type { Sim, Soracom } from '../steps/ports.ts';
import { at, type Call } from './exchange.ts';
import type { Operation } from './operations.ts';
import { find, succeed, succeeded, understood } from './request.ts';
import type { Session } from './session.ts';

const SimAnswer = madeOnce(() =>
  z.object({
    simId: z.string().check(z.minLength(1)),
    groupId: z.nullish(z.string()),
    activeProfileId: z.nullish(z.string()),
    profiles: z.nullish(
      z.record(
        z.string(),
        z.object({
          primaryImsi: z.nullish(z.string()),
          subscribers: z.nullish(z.record(z.string(), z.object({ subscription: z.nullish(z.string()) }))),
        }),
      ),
    ),
    sessionStatus: z.nullish(
      z.object({
        online: z.nullish(z.boolean()),
        vpgId: z.nullish(z.string()),
        dnsServers: z.nullish(z.array(z.string())),
      }),
    ),
  }),
);

/** SORACOM's code for "the subscriber is offline"; its HTTP status is not documented. */
const offline = 'SEM0016';

/** SIMs and their sessions. */
export function sims(session: Session): Pick<Soracom, 'simsOfGroup' | 'onlineSims' | 'sim' | 'deleteSession'> {
  return {
    simsOfGroup: (groupId, limit, cursor) =>
      pageOf(session, 'Group:listSubscribers', at`/groups/${groupId}/subscribers`, paging(limit, cursor)),

    onlineSims: (limit, cursor) =>
      pageOf(session, 'Query:searchSims', '/query/sims', { session_status: 'ONLINE', ...paging(limit, cursor) }),

    async sim(simId) {
      const call: Call<Operation> = { operation: 'Sim:getSim', method: 'GET', path: at`/sims/${simId}` };
      const answer = await find(session, call);
      return answer && simOf(understood(call, answer, SimAnswer()));
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

const paging = (limit: number, cursor: string | undefined) => ({
  limit: String(limit),
  ...(cursor === undefined ? {} : { last_evaluated_key: cursor }),
});

async function pageOf(session: Session, operation: Operation, path: string, query: Readonly<Record<string, string>>) {
  const call: Call<Operation> = { operation, method: 'GET', path, query };
  const answer = await succeed(session, call);
  const sims = understood(call, answer, z.array(SimAnswer())).map(simOf);
  return { sims, ...(answer.nextKey === undefined ? {} : { cursor: answer.nextKey }) };
}

type SimTold = z.output<ReturnType<typeof SimAnswer>>;

/** That of the primary subscriber of the active profile. */
function subscriptionOf({ activeProfileId, profiles }: SimTold): string | undefined {
  const profile = profiles?.[activeProfileId ?? ''];
  return profile?.subscribers?.[profile.primaryImsi ?? '']?.subscription ?? undefined;
}

function simOf(told: SimTold): Sim {
  const { simId, groupId, sessionStatus } = told;
  const subscription = subscriptionOf(told);
  const who = { simId, ...(groupId ? { groupId } : {}), ...(subscription ? { subscription } : {}) };
  // What an offline SIM still shows is of a session that has ended.
  if (sessionStatus?.online !== true) return { ...who, online: false, dnsServers: [] };
  return {
    ...who,
    online: true,
    ...(sessionStatus.vpgId ? { vpgId: sessionStatus.vpgId } : {}),
    dnsServers: sessionStatus.dnsServers ?? [],
  };
}
