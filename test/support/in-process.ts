import { Readable } from 'node:stream';
import type { Service } from '../../src/sandbox/wire.ts';

/** What an AWS client sends, as far as a service looks at it. */
interface SentRequest {
  readonly method: string;
  readonly path: string;
  readonly query?: Record<string, string | string[] | null>;
  readonly headers: Record<string, string>;
  readonly body?: string | Uint8Array;
}

/** The `requestHandler` of an AWS SDK client. */
export interface InProcess {
  handle(request: SentRequest): Promise<{
    response: { statusCode: number; headers: Record<string, string>; body: Readable };
  }>;
  updateHttpClientConfig(): void;
  httpHandlerConfigs(): Record<string, never>;
}

/** Lets an AWS SDK client speak its real protocol to an imitated service in this process, without a socket. */
export function inProcess(service: Service): InProcess {
  return {
    async handle({ method, path, query, headers, body }) {
      const { status, ...answer } = await service.answer({
        method,
        path: path + queryString(query ?? {}),
        headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
        body: typeof body === 'string' ? body : Buffer.from(body ?? []).toString(),
      });
      return { response: { statusCode: status, headers: { ...answer.headers }, body: Readable.from([answer.body]) } };
    },
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({}),
  };
}

function queryString(query: Record<string, string | string[] | null>): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    [value].flat().map((one) => [name, one ?? ''] as [string, string]),
  );
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs)}`;
}
