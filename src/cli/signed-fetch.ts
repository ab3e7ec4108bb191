import type { AwsCredentials } from './aws-access.ts';

/** With what requests are signed. */
export interface Signing {
  readonly credentials: () => Promise<AwsCredentials>;
  readonly region: string;
  /** Real time, ms since the epoch. */
  readonly now: () => number;
}

/**
 * A fetch that signs each request by SigV4 for API Gateway (service execute-api). Bodies are text; the library is loaded
 * by the first request.
 */
export function signedFetch(fetch: typeof globalThis.fetch, { credentials, region, now }: Signing): typeof fetch {
  const open = async () => {
    const [{ SignatureV4 }, { Sha256 }] = await Promise.all([
      import('@smithy/signature-v4'),
      import('@smithy/core/checksum'),
    ]);
    return new SignatureV4({ service: 'execute-api', region, credentials, sha256: Sha256 });
  };
  let signer: ReturnType<typeof open> | undefined;
  return async (input, init = {}) => {
    signer ??= open();
    const url = new URL(String(input));
    const { headers } = await (await signer).sign(
      {
        method: init.method ?? 'GET',
        protocol: url.protocol,
        hostname: url.hostname,
        path: url.pathname,
        query: Object.fromEntries(url.searchParams),
        headers: { ...Object.fromEntries(new Headers(init.headers)), host: url.host },
        ...(typeof init.body === 'string' ? { body: init.body } : {}),
      },
      { signingDate: new Date(now()) },
    );
    // fetch writes the host itself, the same one.
    const { host: _, ...sent } = headers;
    return fetch(input, { ...init, headers: sent });
  };
}
