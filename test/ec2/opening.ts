import { Readable } from 'node:stream';
import { readSettings } from '../../src/lambda/settings.ts';
import type { Opening, RequestHandler } from '../../src/lambda/surroundings.ts';

export const ownAccount = '111111111111';
export const customer = '222222222222';
export const role = { roleArn: `arn:aws:iam::${customer}:role/canal-peer`, externalId: 'the-external-id-of-222' };

/** An opening with one registered account; `more` overrides its environment. */
export function openingWith(more: Record<string, string> = {}, requestHandler?: RequestHandler): Opening {
  return {
    settings: readSettings({
      CANAL_STACK: `${ownAccount}/ap-northeast-1/dev`,
      CANAL_TABLE: 'canal-dev',
      CANAL_SORACOM_SECRET: 'canal/dev/soracom',
      CANAL_ACCOUNTS: JSON.stringify({ [customer]: role }),
      AWS_REGION: 'ap-northeast-1',
      AWS_ACCESS_KEY_ID: 'AKIAOWN',
      AWS_SECRET_ACCESS_KEY: 'own-secret-key',
      ...more,
    }),
    now: () => 0,
    log: () => undefined,
    fetch: async () => {
      throw new Error('EC2 is not reached by fetch');
    },
    ...(requestHandler ? { requestHandler } : {}),
  };
}

/** A request as the SDK hands it to its transport. */
interface WireRequest {
  readonly hostname: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly form: Readonly<Record<string, string>>;
}

/** The SDK's transport, answering from a script: a status with a body, or an error. */
export function wire(script: readonly ([number, string] | Error)[]) {
  const sent: WireRequest[] = [];
  const handler = {
    handle: async (request: { hostname: string; headers: Record<string, string>; body: Uint8Array | string }) => {
      const text = typeof request.body === 'string' ? request.body : new TextDecoder().decode(request.body);
      const form = Object.fromEntries(new URLSearchParams(text));
      const next = script[sent.push({ hostname: request.hostname, headers: request.headers, form }) - 1];
      if (next === undefined) throw new Error(`nothing is scripted for ${form.Action}`);
      if (next instanceof Error) throw next;
      const [statusCode, body] = next;
      return { response: { statusCode, headers: { 'content-type': 'text/xml' }, body: Readable.from([body]) } };
    },
  };
  return { handler: handler as unknown as RequestHandler, sent };
}

/** The error that a promise rejects with; fails if it does not. */
export async function rejection(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    return error as Error;
  }
  throw new Error('this was expected to be rejected');
}
