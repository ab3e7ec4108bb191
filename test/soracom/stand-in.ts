import { Readable } from 'node:stream';
import { readSettings } from '../../src/lambda/settings.ts';
import type { LogLine, Opening, RequestHandler } from '../../src/lambda/surroundings.ts';
import { soracom } from '../../src/soracom/live.ts';

/** One request as it reached the stand-in. */
interface Sent {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly body: unknown;
  readonly redirect: RequestInit['redirect'];
}

/** What the stand-in does next: an answer, an error that fetch rejects with, or nothing ever. */
export type Next = Response | Error | 'never';

export const authKey = { authKeyId: 'keyId-the-id-of-the-key', authKey: 'secret-the-key-itself' };
export const secretName = 'canal/dev/soracom';

/** A JSON answer. */
export const json = (status: number, body: unknown, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } });

/** The nth login's answer. */
export const login = (n = 1): Response =>
  json(200, { apiKey: `api-key-number-${n}`, token: `token-number-${n}`, operatorId: 'OP0012345678' });

/** How Secrets Manager answers: a secret's text, an error's name with a status, or an error of the transport. */
export type SecretAnswer =
  | string
  | { readonly error: string; readonly status: number }
  | { readonly raw: string }
  | Error;

/**
 * The SORACOM port in front of scripted answers, in the order in which they are given. Secrets Manager answers the same
 * each time, unless it is a list.
 */
export function standIn(
  script: readonly Next[],
  options: { secret?: SecretAnswer | readonly SecretAnswer[]; endpoint?: string } = {},
) {
  const sent: Sent[] = [];
  const log: LogLine[] = [];
  const reads: unknown[] = [];
  const left = [...script];
  const fetch = async (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const text = init.body as string | undefined;
    sent.push({
      method: init.method ?? 'GET',
      url: new URL(String(input)),
      headers: new Headers(init.headers),
      body: text === undefined ? undefined : JSON.parse(text),
      redirect: init.redirect,
    });
    const next = left.shift();
    if (next === undefined) throw new Error(`nothing is scripted for ${init.method} ${input}`);
    if (next === 'never') return new Promise(() => undefined);
    if (next instanceof Error) throw next;
    return next;
  };
  const secrets = [options.secret ?? JSON.stringify(authKey)].flat() as SecretAnswer[];
  const requestHandler = {
    handle: async (request: { body: Uint8Array | string }) => {
      const answer = secrets[Math.min(reads.length, secrets.length - 1)] as SecretAnswer;
      reads.push(JSON.parse(textOf(request.body)));
      if (answer instanceof Error) throw answer;
      return { response: secretResponse(answer) };
    },
  } as unknown as RequestHandler;
  const opening: Opening = {
    settings: readSettings({
      CANAL_STACK: '111111111111/ap-northeast-1/dev',
      CANAL_TABLE: 'canal-dev',
      CANAL_SORACOM_SECRET: secretName,
      AWS_REGION: 'ap-northeast-1',
      AWS_ACCESS_KEY_ID: 'AKIATEST',
      AWS_SECRET_ACCESS_KEY: 'test',
      ...(options.endpoint ? { CANAL_SORACOM_ENDPOINT: options.endpoint } : {}),
    }),
    now: () => 0,
    log: (line) => log.push(line),
    fetch,
    requestHandler,
  };
  return { port: soracom(opening), opening, sent, log, reads, unused: () => left.length };
}

const textOf = (body: Uint8Array | string): string =>
  typeof body === 'string' ? body : new TextDecoder().decode(body);

function secretResponse(answer: Exclude<SecretAnswer, Error>) {
  const shape = (statusCode: number, body: string) => ({
    statusCode,
    headers: { 'content-type': 'application/x-amz-json-1.1' },
    body: Readable.from([body]),
  });
  if (typeof answer === 'string') return shape(200, JSON.stringify({ Name: secretName, SecretString: answer }));
  if ('raw' in answer) return shape(200, answer.raw);
  return shape(answer.status, JSON.stringify({ __type: answer.error, message: 'as Secrets Manager says' }));
}

/** The error that a promise rejects with; fails if it does not. */
export async function rejection(promise: Promise<unknown>): Promise<Error & { name: string; cause?: unknown }> {
  try {
    await promise;
  } catch (error) {
    return error as Error;
  }
  throw new Error('this was expected to be rejected');
}
