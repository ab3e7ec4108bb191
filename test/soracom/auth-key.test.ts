import { expect, test } from 'vitest';
import { soracom } from '../../src/soracom/live.ts';
import { secretActions } from '../../src/soracom/secret.ts';
import { authKey, json, login, rejection, type SecretAnswer, secretName, standIn } from './stand-in.ts';

const howToFill = `aws secretsmanager put-secret-value --secret-id ${secretName} --secret-string '{"authKeyId": "keyId-…", "authKey": "secret-…"}'`;

test.each<[string, SecretAnswer]>([
  ['no value yet', { error: 'ResourceNotFoundException', status: 400 }],
  ['an empty text', ''],
  ['blanks', ' \n'],
  ['a text that is not JSON', 'secret-pasted-as-it-is'],
  ['JSON that is no object', '"secret-pasted-as-it-is"'],
  ['an object without the fields', '{"id": "keyId-pasted", "key": "secret-pasted-as-it-is"}'],
  ['an empty id', '{"authKeyId": "", "authKey": "secret-pasted-as-it-is"}'],
  ['a blank key', '{"authKeyId": "keyId-pasted", "authKey": " "}'],
  ['a number for a key', '{"authKeyId": "keyId-pasted", "authKey": 1}'],
])('a secret with %s is SoracomDenied and says how to fill it, without its content', async (_, secret) => {
  const { port, sent } = standIn([], { secret });
  const error = await rejection(port.sim('1'));
  expect(error.name).toBe('SoracomDenied');
  expect(error.message).toContain(howToFill);
  expect(`${error.message} ${error.stack} ${(error.cause as Error | undefined)?.message}`).not.toContain('pasted');
  expect(sent).toEqual([]);
});

test('white space around the fields is forgiven', async () => {
  const secret = ` {"authKeyId": " ${authKey.authKeyId}\\n", "authKey": "${authKey.authKey} "}\n`;
  const { port, sent } = standIn([login(), json(404, {})], { secret });
  await port.sim('1');
  expect(sent[0]?.body).toMatchObject(authKey);
});

test.each<[string, SecretAnswer, string, string]>([
  [
    'access is denied',
    { error: 'AccessDeniedException', status: 400 },
    'SoracomDenied',
    'secretsmanager:GetSecretValue',
  ],
  ['the key may not decrypt', { error: 'DecryptionFailure', status: 400 }, 'SoracomDenied', 'DecryptionFailure'],
  [
    'it is being deleted',
    { error: 'InvalidRequestException', status: 400 },
    'SoracomDenied',
    'InvalidRequestException',
  ],
  ['calls are throttled', { error: 'ThrottlingException', status: 400 }, 'StoreUnavailable', 'ThrottlingException'],
  ['calls are too many', { error: 'Whatever', status: 429 }, 'StoreUnavailable', 'Whatever'],
  ['the service fails', { error: 'InternalServiceError', status: 500 }, 'StoreUnavailable', 'InternalServiceError'],
  ['no answer comes', new Error('socket hang up'), 'StoreUnavailable', 'socket hang up'],
  ['time runs out', Object.assign(new Error('no'), { name: 'TimeoutError' }), 'StoreUnavailable', 'TimeoutError'],
  ['the answer is cut', { raw: '{"SecretString": "secret-pasted' }, 'StoreUnavailable', 'could not be read'],
])('when %s, it is our error', async (_, secret, name, said) => {
  const { port } = standIn([], { secret });
  const error = await rejection(port.sim('1'));
  expect(error.name).toBe(name);
  expect(error.message).toContain(said);
  expect(error.message).toContain(secretName);
  expect(`${error.message} ${(error.cause as Error | undefined)?.message}`).not.toContain('pasted');
});

/** The port over AWS credentials that cannot be had. */
function withoutCredentials(thrown: unknown) {
  const { opening } = standIn([]);
  const credentials = (async () => {
    throw thrown;
  }) as never;
  return soracom({ ...opening, settings: { ...opening.settings, aws: { ...opening.settings.aws, credentials } } });
}

test('without AWS credentials it is SoracomDenied', async () => {
  const none = Object.assign(new Error('Could not load credentials'), { name: 'CredentialsProviderError' });
  const error = await rejection(withoutCredentials(none).sim('1'));
  expect(error).toMatchObject({ name: 'SoracomDenied', cause: none });
});

test.each([new TypeError('x is undefined'), 'a text'])('a bug (%s) comes through as it is', async (bug) => {
  expect(await rejection(withoutCredentials(bug).sim('1'))).toBe(bug);
});

test('it calls GetSecretValue alone', () => {
  expect(secretActions).toEqual(['secretsmanager:GetSecretValue']);
});
