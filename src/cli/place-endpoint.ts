import { authorizedFetch, tokenIn } from './authorized-fetch.ts';
import type { Opened } from './place.ts';
import { signedFetch } from './signed-fetch.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * The API at an address. On a loopback address requests are signed with the key in the environment, or else the one that
 * every sandbox takes for its own account's. An address of API Gateway, or any other with --region, gets the person's own
 * credentials, or the token in CANAL_TOKEN; with neither a Region nor a token there is nothing to show.
 */
export function endpointPlace(url: string, region: string | undefined, surroundings: Surroundings): Opened {
  const place = { url, words: ['--endpoint', url], isPrivate: false, pollMillis: 500, close: () => Promise.resolve() };
  const { env, fetch, now, openAws } = surroundings;
  const { hostname } = new URL(url);
  if (isLoopback(hostname)) {
    const signing = { credentials: async () => sandboxKey(env), region: region ?? env.AWS_REGION ?? home, now };
    const denied =
      'A sandbox takes the keys of its own account alone: unset AWS_ACCESS_KEY_ID, or set it to that account.';
    return { ...place, fetch: signedFetch(fetch, signing), denied };
  }
  const words = region === undefined ? place.words : [...place.words, '--region', region];
  const signedFor = region ?? /\.execute-api\.([a-z0-9-]+)\.amazonaws\.com(\.cn)?$/.exec(hostname)?.[1];
  if (signedFor === undefined && tokenIn(env) === undefined) {
    return {
      ...place,
      fetch,
      denied: 'The request was not signed: add --region to sign it with your AWS credentials, or set CANAL_TOKEN.',
    };
  }
  const credentials = async () => (await openAws(signedFor ?? home)).credentials();
  const denied = `Your AWS credentials may not call it, or it is not in ${signedFor}: ask for the permission execute-api:Invoke on it.`;
  return { ...place, words, fetch: authorizedFetch(surroundings, { credentials, region: signedFor ?? home }), denied };
}

const home = 'ap-northeast-1';

const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);

/** What a sandbox takes: any key that is no account's number stands for the account of its own. */
const sandboxKey = ({ AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN }: Surroundings['env']) =>
  AWS_ACCESS_KEY_ID && AWS_SECRET_ACCESS_KEY
    ? {
        accessKeyId: AWS_ACCESS_KEY_ID,
        secretAccessKey: AWS_SECRET_ACCESS_KEY,
        ...(AWS_SESSION_TOKEN ? { sessionToken: AWS_SESSION_TOKEN } : {}),
      }
    : { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' };
