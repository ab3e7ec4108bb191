import { Readable } from 'node:stream';
import type { Clock } from './clock.ts';
import type { Edge, Origin } from './edge.ts';
import { Sha256 } from './sha256.ts';
import type { WireRequest, WireResponse } from './wire.ts';

/** What an AWS SDK client hands to its request handler, as far as we read it. */
interface SdkRequest {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[] | null>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** The two ways by which functions speak, and what they sign with; whatever they send to the sandbox's own URL stays in this process. */
export interface Transport {
  readonly fetch: typeof globalThis.fetch;
  readonly requestHandler: {
    handle(request: SdkRequest): Promise<{
      response: { statusCode: number; headers: Record<string, string>; body: Uint8Array | Readable };
    }>;
    updateHttpClientConfig(): void;
    httpHandlerConfigs(): Record<string, never>;
  };
  /** What the AWS SDK's clients sign with. */
  readonly sha256: typeof Sha256;
  /** With whose credentials, where it is not said by the settings. */
  readonly credentials?: () => Promise<{ accessKeyId: string; secretAccessKey: string; sessionToken?: string }>;
}

/**
 * Carries the functions' requests: to the sandbox's own URL straight to its edge, within the clock's turn; to any other
 * address over the real network, while the clock waits. With `standsIn`, the SDK's requests for services that are here never
 * leave, whatever their address: so a real address of AWS cannot be asked by mistake.
 */
export function transport(edge: Edge, clock: Clock, url: string, origin: Origin, standsIn = false): Transport {
  const ours = (target: string): boolean => target === url || target.startsWith(`${url}/`);
  const answer = (request: WireRequest) => edge.answer(request, origin);
  const send: typeof globalThis.fetch = async (input, init = {}) => {
    const { body } = init;
    if (typeof input === 'string' && ours(input) && (body === undefined || typeof body === 'string')) {
      return response(await answer(simpleRequest(input, init, body)));
    }
    const request = new Request(input, init);
    if (!ours(request.url)) return response(await clock.outside(() => read(globalThis.fetch(request))));
    return response(
      await answer({
        method: request.method,
        path: request.url.slice(url.length) || '/',
        headers: Object.fromEntries(request.headers),
        body: await request.text(),
      }),
    );
  };
  return {
    fetch: send,
    sha256: Sha256,
    requestHandler: {
      async handle(request) {
        const { protocol, hostname, port, method, query } = request;
        const path = request.path + queryString(query ?? {});
        const base = `${protocol}//${hostname}${port === undefined ? '' : `:${port}`}`;
        // The SDK warns when a string method of its byte bodies is called, and Buffer.from calls one.
        const body = typeof request.body === 'string' ? request.body : decoder.decode(request.body);
        const headers = Object.fromEntries(
          Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]),
        );
        const asked = { method, path, headers, body };
        const streams = query?.['x-id'] === 'GetObject';
        if (ours(base) || (standsIn && edge.serves(asked))) return sdkResponse(await answer(asked), streams);
        const { 'content-length': _, host: __, ...sendable } = headers;
        return sdkResponse(
          await clock.outside(() =>
            read(globalThis.fetch(base + path, { method, headers: sendable, body })).catch(asOfSockets),
          ),
          streams,
        );
      },
      updateHttpClientConfig: () => undefined,
      httpHandlerConfigs: () => ({}),
    },
  };
}

const [decoder, encoder] = [new TextDecoder(), new TextEncoder()];

/** What fetch would send for a text body or none: a Request of its own costs more than all the rest of a call. */
function simpleRequest(address: string, init: RequestInit, body = ''): WireRequest {
  const { pathname, search } = new URL(address);
  const headers = new Headers(init.headers);
  if (body !== '' && !headers.has('content-type')) headers.set('content-type', 'text/plain;charset=UTF-8');
  return { method: init.method ?? 'GET', path: pathname + search, headers: Object.fromEntries(headers), body };
}

/** fetch says only "fetch failed"; the SDK's own handler throws what the socket said: its words, and its code. */
function asOfSockets(error: unknown): never {
  const { cause } = error as { cause?: NodeJS.ErrnoException };
  if (cause?.code === undefined) throw error;
  // Of a name with several addresses, the words are empty.
  throw Object.assign(new Error(cause.message || cause.code, { cause }), { code: cause.code });
}

/** Reads a whole answer, so that nothing of it is still to come when the clock goes on. */
async function read(answering: Promise<Response>): Promise<WireResponse> {
  const answered = await answering;
  // What fetch has unpacked is not packed any more.
  const { 'content-encoding': _, 'content-length': __, ...headers } = Object.fromEntries(answered.headers);
  return { status: answered.status, headers, body: await answered.text() };
}

const response = ({ status, headers, body }: WireResponse): Response =>
  new Response(status === 204 || status === 304 ? null : body, { status, headers: { ...headers } });

function sdkResponse(answer: WireResponse, streams = false) {
  const bytes = encoder.encode(answer.body);
  // The SDK takes bytes as they are, and a stream costs it several turns of the event loop: only objects of S3 are streams.
  const body = streams && answer.status < 300 ? Readable.from([bytes]) : bytes;
  return { response: { statusCode: answer.status, headers: { ...answer.headers }, body } };
}

function queryString(query: Readonly<Record<string, string | readonly string[] | null>>): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    [value].flat().map((one) => [name, String(one ?? '')] as [string, string]),
  );
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs)}`;
}
