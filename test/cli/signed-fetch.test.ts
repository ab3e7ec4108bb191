import { describe, expect, it } from 'vitest';
import { signedFetch } from '../../src/cli/signed-fetch.ts';

const key = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
const api = 'https://abc.execute-api.ap-northeast-1.amazonaws.com';

async function sent(path: string, init: RequestInit, sessionToken?: string) {
  const asked: { url: string; headers: Headers; body: unknown }[] = [];
  const fetch: typeof globalThis.fetch = async (input, given) => {
    asked.push({ url: String(input), headers: new Headers(given?.headers), body: given?.body });
    return new Response();
  };
  const credentials = async () => ({ ...key, ...(sessionToken ? { sessionToken } : {}) });
  await signedFetch(fetch, { credentials, region: 'ap-northeast-1', now: () => Date.UTC(2026, 5, 1) })(
    api + path,
    init,
  );
  return asked[0];
}

// The signatures are botocore's (1.43.11, SigV4Auth), for the same requests, key and time.
describe('a signed request', () => {
  it('has the signature that AWS expects for a body and a session', async () => {
    const headers = { 'content-type': 'application/json' };
    const request = await sent('/networks', { method: 'POST', headers, body: '{"name":"two-vpcs"}' }, 'TOKEN');
    expect(request?.headers.get('authorization')).toBe(
      'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260601/ap-northeast-1/execute-api/aws4_request, SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date;x-amz-security-token, Signature=1acf2d41dffa16d3309f3294a4ece2c4fd5b312d4b1682a172e6a7faeb1586a5',
    );
    expect(request?.headers.get('x-amz-security-token')).toBe('TOKEN');
    expect(request?.body).toBe('{"name":"two-vpcs"}');
  });

  it('has it for escaped signs in path and query, too, and goes to the address as it was given', async () => {
    const request = await sent('/networks/a%2Fb/events?cursor=x%2By', {});
    expect(request?.headers.get('authorization')).toContain(
      'Signature=8d37965801a931d3ef7bb07c7f4351811fa45a72c80059ca5bc996f172595eb3',
    );
    expect(request?.url).toBe(`${api}/networks/a%2Fb/events?cursor=x%2By`);
    expect(request?.headers.has('host')).toBe(false);
  });
});
