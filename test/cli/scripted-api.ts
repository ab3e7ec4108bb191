/** One answer of a scripted API: JSON with a status, or an error that fetch throws. */
export type Scripted = { readonly status?: number; readonly body: unknown } | { readonly throws: Error };

/**
 * A fetch that gives the answers of a script by "METHOD /path", in their order, the last one again and again; as the
 * installation of `stack`, which is a sandbox unless it is said otherwise.
 */
const sandboxStack = '111111111111/ap-northeast-1/sandbox';

export function scriptedApi(script: Readonly<Record<string, readonly Scripted[]>>, stack = sandboxStack) {
  const asked: {
    readonly call: string;
    readonly url: string;
    readonly body: unknown;
    readonly signedFor: string | undefined;
  }[] = [];
  const left = new Map(Object.entries(script).map(([call, answers]) => [call, [...answers]]));
  const fetch: typeof globalThis.fetch = async (input, init) => {
    init?.signal?.throwIfAborted();
    const url = String(input);
    const call = `${init?.method ?? 'GET'} ${new URL(url).pathname}`;
    const authorization = new Headers(init?.headers).get('authorization') ?? '';
    const signedFor = /Credential=(\S+)\/aws4_request/.exec(authorization)?.[1];
    asked.push({ call, url, body: typeof init?.body === 'string' ? JSON.parse(init.body) : undefined, signedFor });
    const answers = left.get(call) ?? [];
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    if (!answer) throw new Error(`The script has no answer to ${call}.`);
    if ('throws' in answer) throw answer.throws;
    const body = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body);
    return new Response(body, { status: answer.status ?? 200, headers: { 'canal-stack': stack } });
  };
  return { fetch, asked };
}

/** What fetch throws when nothing listens. */
export const refused = new TypeError('fetch failed', { cause: Object.assign(new Error(), { code: 'ECONNREFUSED' }) });
