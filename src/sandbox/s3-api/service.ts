import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { callerOf } from '../ec2-api/caller.ts';
import { Refusal } from '../ec2-api/errors.ts';
import { element, xmlDocument } from '../ec2-api/xml.ts';
import type { Service, WireRequest, WireResponse } from '../wire.ts';
import type { Bucket, StoredObject } from '../world/bucket.ts';
import type { World } from '../world/world.ts';

const operations: Readonly<Record<string, string>> = {
  PUT: 'PutObject',
  GET: 'GetObject',
  HEAD: 'HeadObject',
  DELETE: 'DeleteObject',
};

/** What changes an answer at AWS and is not imitated: refused, not passed over. Queries are sub-resources. */
const notImitated = ['if-match', 'if-none-match', 'if-modified-since', 'range', 'x-amz-copy-source', 'x-amz-acl'];

interface ObjectCall {
  readonly request: WireRequest;
  readonly bucket: Bucket;
  readonly key: string;
  readonly now: number;
}

/** S3 with objects to put, get, look at and delete, path-style (/bucket/key), in buckets of the world. */
export function s3Service(world: World): Service {
  const operation: Service['operation'] = ({ method }) => operations[method] ?? 'unknown';
  const refuse: Service['refuse'] = ({ status, code, message }, request) => {
    const requestId = world.ids.uuid('s3-request');
    const fields = { Code: code, Message: message, Resource: request.path.split('?')[0], RequestId: requestId };
    const headers = { 'content-type': 'application/xml', 'x-amz-request-id': requestId };
    return { status, headers, body: request.method === 'HEAD' ? '' : xmlDocument(element('Error', fields)) };
  };
  return {
    name: 's3',
    operations: Object.values(operations),
    operation,
    refuse,
    async answer(request) {
      try {
        const answered = answer(request, objectCall(world, request));
        return { ...answered, headers: { ...answered.headers, 'x-amz-request-id': world.ids.uuid('s3-request') } };
      } catch (error) {
        if (error instanceof Refusal) return refuse(error, request);
        return refuse({ status: 500, code: 'InternalError', message: (error as Error).message }, request);
      }
    },
  };
}

function objectCall(world: World, request: WireRequest): ObjectCall {
  const caller = callerOf(world, request);
  if (typeof caller === 'string') throw new Refusal('AccessDenied', 'Access Denied', 403);
  const { pathname, searchParams } = new URL(request.path, 'http://s3.invalid');
  const other =
    [...searchParams.keys()].find((name) => name !== 'x-id') ?? notImitated.find((name) => request.headers[name]);
  if (other !== undefined || !operations[request.method]) {
    throw new Refusal('NotImplemented', `The sandbox's S3 does not imitate ${other ?? request.method}.`, 501);
  }
  const [, name = '', ...rest] = pathname.split('/');
  const bucket = world.buckets.get(name);
  if (!bucket) throw new Refusal('NoSuchBucket', 'The specified bucket does not exist', 404);
  if (bucket.accountId !== caller.accountId) throw new Refusal('AccessDenied', 'Access Denied', 403);
  const key = decodeURIComponent(rest.join('/'));
  if (key === '') throw new Refusal('NotImplemented', "The sandbox's S3 does not imitate operations of buckets.", 501);
  return { request, bucket, key, now: world.clock.now() };
}

function answer(request: WireRequest, call: ObjectCall): WireResponse {
  switch (request.method) {
    case 'PUT':
      return put(call);
    case 'DELETE':
      call.bucket.objects.delete(call.key);
      return { status: 204, headers: {}, body: '' };
    default:
      return read(call);
  }
}

function put({ request, bucket, key, now }: ObjectCall): WireResponse {
  const { body, headers } = request;
  checkBody(request);
  const etag = `"${createHash('md5').update(body).digest('hex')}"`;
  const contentType = headers['content-type'] ?? 'binary/octet-stream';
  bucket.objects.set(key, { body, contentType, etag, lastModified: now });
  return { status: 200, headers: { etag }, body: '' };
}

/** What was sent must be what came: by its hash, or by its sum. A body that is not UTF-8 does not come as it was sent. */
function checkBody({ body, headers }: WireRequest): void {
  if (headers['content-encoding']?.includes('aws-chunked')) {
    throw new Refusal('NotImplemented', "The sandbox's S3 does not imitate bodies in signed chunks.", 501);
  }
  const sha256 = createHash('sha256').update(body);
  const sent = headers['x-amz-content-sha256'];
  if (sent !== undefined && /^[0-9a-f]{64}$/.test(sent) && sent !== sha256.copy().digest('hex')) {
    const message = 'The provided x-amz-content-sha256 header does not match what was computed.';
    throw new Refusal('XAmzContentSHA256Mismatch', `${message} The sandbox keeps objects that are UTF-8 text.`);
  }
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  const sums = {
    'content-md5': () => createHash('md5').update(body).digest('base64'),
    'x-amz-checksum-crc32': () => sum.toString('base64'),
    'x-amz-checksum-sha256': () => sha256.copy().digest('base64'),
  };
  for (const [name, computed] of Object.entries(sums)) {
    if (headers[name] === undefined || headers[name] === computed()) continue;
    throw new Refusal('BadDigest', `The ${name} you specified did not match the calculated checksum.`);
  }
}

function read({ request, bucket, key }: ObjectCall): WireResponse {
  const found = bucket.objects.get(key);
  if (!found) throw new Refusal('NoSuchKey', 'The specified key does not exist.', 404);
  return { status: 200, headers: headersOf(found, request), body: request.method === 'HEAD' ? '' : found.body };
}

const headersOf = ({ body, contentType, etag, lastModified }: StoredObject, { method }: WireRequest) => ({
  etag,
  'content-type': contentType,
  'last-modified': new Date(lastModified).toUTCString(),
  'accept-ranges': 'bytes',
  // The socket counts the bytes of a body by itself; an answer to HEAD has none to count.
  ...(method === 'HEAD' ? { 'content-length': String(Buffer.byteLength(body)) } : {}),
});
