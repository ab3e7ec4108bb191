import { createHash, createHmac } from 'node:crypto';
import { DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { Sha256 } from '../../src/sandbox/sha256.ts';

const bytes = (maxLength: number) => fc.uint8Array({ maxLength });
const text = fc.oneof(fc.string(), fc.constantFrom('é', '日本', '😀'));

async function hashed(data: readonly (string | ArrayBufferView | ArrayBuffer)[], secret?: string | Uint8Array) {
  const hash = new Sha256(secret);
  for (const part of data) hash.update(part);
  return Buffer.from(await hash.digest());
}

describe('Sha256', () => {
  test('hashes the parts that it was given, in their order, as node:crypto does', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(bytes(200), text)), async (parts) => {
        const own = createHash('sha256');
        for (const part of parts) own.update(part);
        expect(await hashed(parts)).toEqual(own.digest());
      }),
    );
  });

  test('with a secret, shorter or longer than a block, is the HMAC of node:crypto', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(bytes(140), text), fc.array(bytes(200)), async (key, parts) => {
        const own = createHmac('sha256', key);
        for (const part of parts) own.update(part);
        expect(await hashed(parts, key)).toEqual(own.digest());
      }),
    );
  });

  test('takes a window on a larger buffer, and keeps what it was given though that changes later', async () => {
    const buffer = new TextEncoder().encode('xxabcxx');
    const hash = new Sha256();
    hash.update(buffer.subarray(2, 5));
    hash.update(new TextEncoder().encode('d').buffer);
    buffer.fill(0);
    expect(Buffer.from(await hash.digest())).toEqual(createHash('sha256').update('abcd').digest());
  });

  test('begins anew after a reset, and keeps its secret', async () => {
    const hash = new Sha256('key');
    hash.update('before');
    hash.reset();
    hash.update('after');
    expect(Buffer.from(await hash.digest())).toEqual(createHmac('sha256', 'key').update('after').digest());
  });

  test("signs a request of the AWS SDK's as the SDK itself does", async () => {
    vi.useFakeTimers({ now: Date.UTC(2026, 0, 5), toFake: ['Date'] });
    try {
      const own = await signatureWith({});
      expect(own).toMatch(/Signature=[0-9a-f]{64}$/);
      expect(await signatureWith({ sha256: Sha256 })).toBe(own);
    } finally {
      vi.useRealTimers();
    }
  });
});

/** The Authorization header of one call, with nothing in it that differs from call to call. */
async function signatureWith(option: { sha256?: typeof Sha256 }): Promise<string | undefined> {
  let sent: string | undefined;
  const client = new EC2Client({
    region: 'ap-northeast-1',
    endpoint: 'http://sandbox.internal',
    credentials: { accessKeyId: 'AKIA', secretAccessKey: 'secret', sessionToken: 'token' },
    maxAttempts: 1,
    requestHandler: {
      handle: async (request: { headers: Record<string, string> }) => {
        sent = request.headers.authorization;
        return {
          response: { statusCode: 200, headers: {}, body: new TextEncoder().encode('<DescribeVpcsResponse/>') },
        };
      },
    },
    ...option,
  });
  client.middlewareStack.addRelativeTo(withoutInvocationId, {
    name: 'withoutInvocationId',
    relation: 'before',
    toMiddleware: 'httpSigningMiddleware',
  });
  await client.send(new DescribeVpcsCommand({}));
  return sent;
}

/** A middleware of the SDK's: what it adds anew for each call is left out of what is signed. */
function withoutInvocationId<Args extends { request: unknown }, Result>(next: (args: Args) => Promise<Result>) {
  return (args: Args): Promise<Result> => {
    delete (args.request as { headers: Record<string, string> }).headers['amz-sdk-invocation-id'];
    return next(args);
  };
}
