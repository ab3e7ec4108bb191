import { type Signing, signedFetch } from './signed-fetch.ts';
import type { Surroundings } from './surroundings.ts';

/** The token in CANAL_TOKEN, for an API that takes tokens (JWT) in the place of AWS credentials. */
export const tokenIn = ({ CANAL_TOKEN }: Surroundings['env']): string | undefined => CANAL_TOKEN?.trim() || undefined;

/** A fetch for API Gateway: with the token in CANAL_TOKEN if there is one, else signed with AWS credentials. */
export function authorizedFetch({ env, fetch, now }: Surroundings, signing: Omit<Signing, 'now'>): typeof fetch {
  const token = tokenIn(env);
  if (token === undefined) return signedFetch(fetch, { ...signing, now });
  return (input, init = {}) => {
    const headers = { ...Object.fromEntries(new Headers(init.headers)), authorization: `Bearer ${token}` };
    return fetch(input, { ...init, headers });
  };
}
