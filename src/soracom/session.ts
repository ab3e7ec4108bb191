import * as z from 'zod/mini';
import { madeOnce } from '../canal/made-once.ts';
import type { Opening } from '../lambda/surroundings.ts';
import { readAuthKey } from './auth-key.ts';
import { type Answer, type Call, type Credentials, exchange } from './exchange.ts';
import { loginFault, unanswered } from './faults.ts';
import type { Operation } from './operations.ts';

/** Makes a call with a token; the answer has any status. Throws SoracomUnavailable, and what logging in throws. */
export type Session = (call: Call<Operation>) => Promise<Answer>;

const Token = madeOnce(() =>
  z.object({ apiKey: z.string().check(z.minLength(1)), token: z.string().check(z.minLength(1)) }),
);

/** Longer than a container usually lives, so that most log in once; a stolen token is not good for a whole day. */
const tokenTimeoutSeconds = 4 * 60 * 60;

/**
 * Logs in on the first call and keeps the token. A call that is answered 401 is repeated once with a new token: such a
 * call had no effect. The AuthKey is read anew at every login, so that a replaced one is found.
 */
export function session(opening: Opening): Session {
  const send = exchange(opening);
  // The token, never a login in flight: one that belongs to an invocation that was given up might not come back.
  let kept: Credentials | undefined;

  const logIn = async (): Promise<Credentials> => {
    const { authKeyId, authKey } = await readAuthKey(opening);
    const body = { authKeyId, authKey, tokenTimeoutSeconds };
    const answer = await send(
      { operation: 'Auth:auth', method: 'POST', path: '/auth', body },
      { headers: {}, secrets: [authKey, authKeyId] },
    );
    if (answer.status < 200 || answer.status > 299) throw loginFault(opening.settings, answer);
    const read = Token().safeParse(answer.body);
    if (!read.success) throw unanswered('Auth:auth', 'its answer has no apiKey and token');
    const { apiKey, token } = read.data;
    return { headers: { 'X-Soracom-API-Key': apiKey, 'X-Soracom-Token': token }, secrets: [token, apiKey] };
  };

  const attempt = async (call: Call<Operation>): Promise<Answer> => {
    const credentials = kept ?? (await logIn());
    kept = credentials;
    const answer = await send(call, credentials);
    if (answer.status === 401 && kept === credentials) kept = undefined;
    return answer;
  };

  return async (call) => {
    const answer = await attempt(call);
    return answer.status === 401 ? attempt(call) : answer;
  };
}
