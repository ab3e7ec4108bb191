import { createHash, createHmac } from 'node:crypto';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import type { RequestHandler } from '../../src/lambda/surroundings.ts';
import { secretText } from '../../src/soracom/secret.ts';
import { rejection, secretName, standIn } from './stand-in.ts';

interface Sent {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Reads the secret with credentials of a role, under an endpoint if there is one; gives the request that was sent. */
async function sentFor(endpoint?: string): Promise<Sent> {
  let sent: Sent | undefined;
  const requestHandler = {
    handle: async (request: Sent) => {
      sent = request;
      return { response: { statusCode: 200, headers: {}, body: Readable.from(['{"SecretString":"the secret"}']) } };
    },
  } as unknown as RequestHandler;
  const { opening } = standIn([]);
  const { settings } = opening;
  const aws = { ...settings.aws, endpoint };
  const credentials = async () => ({
    accessKeyId: 'ASIAROLE',
    secretAccessKey: 'of-the-role',
    sessionToken: 'session',
  });
  expect(await secretText({ ...opening, requestHandler, credentials, settings: { ...settings, aws } })).toBe(
    'the secret',
  );
  if (!sent) throw new Error('nothing was sent');
  return sent;
}

const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

test('it asks Secrets Manager of the Region, and signs as AWS describes its Signature Version 4', async () => {
  const { protocol, hostname, method, path, headers, body } = await sentFor();
  expect([protocol, hostname, method, path]).toEqual([
    'https:',
    'secretsmanager.ap-northeast-1.amazonaws.com',
    'POST',
    '/',
  ]);
  expect(JSON.parse(body)).toEqual({ SecretId: secretName });
  const { authorization = '', ...given } = headers;
  const [, credential, signedHeaders = '', signature] =
    /^AWS4-HMAC-SHA256 Credential=(\S+), SignedHeaders=(\S+), Signature=([0-9a-f]{64})$/.exec(authorization) ?? [];
  const at = given['x-amz-date'] ?? '';
  const scope = `${at.slice(0, 8)}/ap-northeast-1/secretsmanager/aws4_request`;
  expect(credential).toBe(`ASIAROLE/${scope}`);
  expect(given).toMatchObject({ 'x-amz-security-token': 'session', host: hostname });
  expect(signedHeaders.split(';')).toEqual(Object.keys(given).sort());

  const canonical = [
    method,
    path,
    '',
    ...signedHeaders.split(';').map((name) => `${name}:${given[name]}`),
    '',
    signedHeaders,
    sha256(body),
  ].join('\n');
  const key = scope.split('/').reduce<string | Buffer>((from, part) => hmac(from, part), 'AWS4of-the-role');
  expect(signature).toBe(hmac(key, ['AWS4-HMAC-SHA256', at, scope, sha256(canonical)].join('\n')).toString('hex'));
});

test('it asks another endpoint where there is one', async () => {
  const { protocol, hostname, port, headers } = await sentFor('http://127.0.0.1:4100');
  expect([protocol, hostname, port, headers.host]).toEqual(['http:', '127.0.0.1', 4100, '127.0.0.1:4100']);
});

test('without credentials it says so', async () => {
  const { opening } = standIn([]);
  const aws = { ...opening.settings.aws, credentials: undefined };
  const error = await rejection(secretText({ ...opening, settings: { ...opening.settings, aws } }));
  expect(error.name).toBe('CredentialsProviderError');
});
