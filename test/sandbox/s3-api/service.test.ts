import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { s3Service } from '../../../src/sandbox/s3-api/service.ts';
import { inProcess } from '../../support/in-process.ts';
import { customer, ours, refusal, setting } from '../ec2-api/setting.ts';

const Bucket = 'canal-sandbox-dns';
const Key = 'dns/tokyo-1/1.tar';

function open() {
  const { world, pass } = setting();
  world.buckets.set(Bucket, { accountId: ours, objects: new Map() });
  const service = s3Service(world);
  const client = (account = ours) =>
    new S3Client({
      region: 'ap-northeast-1',
      endpoint: 'http://sandbox.invalid',
      forcePathStyle: true,
      maxAttempts: 1,
      credentials: { accessKeyId: account, secretAccessKey: 'sandbox' },
      requestHandler: inProcess(service) as never,
    });
  return { client, pass, service };
}

test('an object is put, read and looked at by the real SDK, byte for byte', async () => {
  const s3 = open().client();
  const Body = 'revision 1\n\0\0工場\n';
  const put = await s3.send(new PutObjectCommand({ Bucket, Key, Body, ContentType: 'application/x-tar' }));
  const got = await s3.send(new GetObjectCommand({ Bucket, Key }));
  expect(await got.Body?.transformToString()).toBe(Body);
  expect(got).toMatchObject({ ContentType: 'application/x-tar', ETag: put.ETag });
  expect(got.LastModified).toEqual(new Date('2026-01-05T00:00:00Z'));
  const head = await s3.send(new HeadObjectCommand({ Bucket, Key }));
  expect(head).toMatchObject({ ContentLength: Buffer.byteLength(Body), ETag: put.ETag });
});

test('an object that is deleted is gone, and deleting it again is no fault', async () => {
  const s3 = open().client();
  await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
  await s3.send(new DeleteObjectCommand({ Bucket, Key }));
  await s3.send(new DeleteObjectCommand({ Bucket, Key }));
  expect(await refusal(s3.send(new GetObjectCommand({ Bucket, Key })))).toEqual({
    code: 'NoSuchKey',
    message: 'The specified key does not exist.',
    status: 404,
  });
  expect((await refusal(s3.send(new HeadObjectCommand({ Bucket, Key })))).status).toBe(404);
});

test('unknown buckets, those of others, and what is not imitated are refused', async () => {
  const { client } = open();
  const put = (account: string, more: object) =>
    refusal(client(account).send(new PutObjectCommand({ Bucket, Key, Body: 'x', ...more })));
  expect((await put(ours, { Bucket: 'of-nobody' })).code).toBe('NoSuchBucket');
  expect(await put(customer, {})).toMatchObject({ code: 'AccessDenied', status: 403 });
  expect(await put(ours, { IfNoneMatch: '*' })).toMatchObject({ code: 'NotImplemented', status: 501 });
  const ranged = client().send(new GetObjectCommand({ Bucket, Key, Range: 'bytes=0-1' }));
  expect((await refusal(ranged)).code).toBe('NotImplemented');
});

test('a body that is not what its hash says, such as one that is no text, is refused and not kept', async () => {
  const s3 = open().client();
  const binary = s3.send(new PutObjectCommand({ Bucket, Key, Body: new Uint8Array([0xff, 0xfe]) }));
  expect((await refusal(binary)).code).toBe('XAmzContentSHA256Mismatch');
  expect((await refusal(s3.send(new GetObjectCommand({ Bucket, Key })))).code).toBe('NoSuchKey');
});

test.each(['content-md5', 'x-amz-checksum-crc32', 'x-amz-checksum-sha256'])('a wrong %s is refused', async (name) => {
  const { service } = open();
  const authorization = `AWS4-HMAC-SHA256 Credential=${ours}/20260105/ap-northeast-1/s3/aws4_request, SignedHeaders=host, Signature=00`;
  const answer = await service.answer({
    method: 'PUT',
    path: `/${Bucket}/${Key}`,
    headers: { authorization, [name]: 'AAAA' },
    body: 'x',
  });
  expect(answer.status).toBe(400);
  expect(answer.body).toContain('<Code>BadDigest</Code>');
});
