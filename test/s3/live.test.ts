import { GetObjectCommand, NoSuchKey, PutObjectCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { bundles } from '../../src/s3/live.ts';
import { openingWith, rejection } from '../ec2/opening.ts';

const mock = () => mockClient(S3Client);
let s3 = {} as ReturnType<typeof mock>;
beforeEach(() => {
  s3 = mock();
});
afterEach(() => s3.restore());

const bytes = new Uint8Array([1, 2, 3]);
const at = (bucket = 'canal-dns') => bundles(openingWith(bucket ? { CANAL_DNS_BUCKET: bucket } : {}));
const refusal = (name: string, httpStatusCode: number) =>
  new S3ServiceException({
    name,
    message: 'As S3 says.',
    $fault: httpStatusCode < 500 ? 'client' : 'server',
    $metadata: { httpStatusCode },
  });

test('a bundle is put into the bucket of the settings, as it is, and its place is told', async () => {
  s3.on(PutObjectCommand).resolves({});
  expect(await at().putBundle('dns/tokyo-1/5.tar', bytes)).toEqual({ bucket: 'canal-dns', key: 'dns/tokyo-1/5.tar' });
  expect(s3.commandCalls(PutObjectCommand).map(({ args: [command] }) => command.input)).toEqual([
    { Bucket: 'canal-dns', Key: 'dns/tokyo-1/5.tar', Body: bytes, ContentType: 'application/x-tar' },
  ]);
});

test('without a bucket in the settings nothing is sent, and the setting is named', async () => {
  const error = await rejection(at('').putBundle('dns/tokyo-1/5.tar', bytes));
  expect(error).toMatchObject({ name: 'InvalidSettings', message: expect.stringContaining('CANAL_DNS_BUCKET') });
  expect(s3.calls()).toEqual([]);
});

test.each([
  ['SlowDown', 503, 'StoreUnavailable', 'S3'],
  ['InternalError', 500, 'StoreUnavailable', 'S3'],
  ['AccessDenied', 403, 'Ec2Denied', 'Allow s3:PutObject to the role of the function'],
  ['NoSuchBucket', 404, 'DnsHostFailed', 'NoSuchBucket: As S3 says'],
])('%s (%i) is %s', async (code, status, name, message) => {
  s3.on(PutObjectCommand).rejects(refusal(code, status));
  expect(await rejection(at().putBundle('k', bytes))).toMatchObject({
    name,
    message: expect.stringContaining(message),
  });
});

test('an error that is a bug stays what it is', async () => {
  const bug = new RangeError('a bug');
  s3.on(PutObjectCommand).rejects(bug);
  expect(await rejection(at().putBundle('k', bytes))).toBe(bug);
});

test('a bundle is read as it was put, and one that is not there is none', async () => {
  const Body = { transformToByteArray: async () => bytes };
  s3.on(GetObjectCommand, { Bucket: 'canal-dns', Key: 'k' }).resolves({ Body: Body as never });
  expect(await at().bundle('k')).toEqual(bytes);
  s3.on(GetObjectCommand).rejects(new NoSuchKey({ message: 'gone', $metadata: { httpStatusCode: 404 } }));
  expect(await at().bundle('k')).toBeUndefined();
  s3.on(GetObjectCommand).rejects(refusal('AccessDenied', 403));
  expect(await rejection(at().bundle('k'))).toMatchObject({
    name: 'Ec2Denied',
    message: expect.stringContaining('Allow s3:GetObject'),
  });
});
