import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Clock } from './clock.ts';
import { ConnectionCut, type Edge } from './edge.ts';
import { jsonResponse, type WireResponse } from './wire.ts';

/** More than any request of the imitated services; DynamoDB's largest is 16 MB. */
const mostBytes = 17 * 1024 * 1024;

/** The one socket: reads a request, has it answered in a clock turn of its own, writes the answer. */
export function httpServer(edge: Edge, clock: Clock): Server {
  return createServer((incoming, outgoing) => {
    void serve(edge, clock, incoming, outgoing);
  });
}

async function serve(edge: Edge, clock: Clock, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  try {
    const body = await bodyOf(incoming);
    const answer =
      body === undefined
        ? jsonResponse(413, { message: 'The request is too large.' })
        : await clock.turn(() => edge.answer(requestOf(incoming, body), 'socket'), undefined, true);
    write(outgoing, answer);
  } catch (error) {
    if (error instanceof ConnectionCut || outgoing.headersSent) outgoing.destroy();
    else
      write(
        outgoing,
        jsonResponse(500, { message: `The sandbox failed on this request: ${(error as Error).message}` }),
      );
  }
}

async function bodyOf(incoming: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= mostBytes) chunks.push(chunk);
  }
  return bytes > mostBytes ? undefined : Buffer.concat(chunks).toString();
}

function requestOf(incoming: IncomingMessage, body: string) {
  const headers = Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
  return { method: incoming.method ?? 'GET', path: incoming.url ?? '/', headers, body };
}

function write(outgoing: ServerResponse, { status, headers, body }: WireResponse): void {
  const { 'content-length': told, ...others } = headers;
  // An answer to HEAD has no body, and tells the length of the one that GET would have.
  const length = outgoing.req.method === 'HEAD' ? told : undefined;
  outgoing.writeHead(status, { ...others, 'content-length': length ?? Buffer.byteLength(body) });
  outgoing.end(body);
}
