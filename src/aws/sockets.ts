import { HttpRequest, type HttpResponse } from '@smithy/core/protocols';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { Fetch, RequestHandler } from '../lambda/surroundings.ts';

/** Sends requests through a handler of the AWS SDK; through its own over connections that are kept open. Throws what it throws. */
export function openSockets(given?: RequestHandler): Fetch {
  const handler = NodeHttpHandler.create(given as Parameters<typeof NodeHttpHandler.create>[0]);
  return async (url, { method, headers, body }) => {
    const { protocol, hostname, port, pathname, search } = new URL(url);
    const request = new HttpRequest({
      protocol,
      hostname,
      ...(port === '' ? {} : { port: Number(port) }),
      method,
      path: pathname + search,
      headers,
      body,
    });
    const { response }: { response: HttpResponse } = await handler.handle(request);
    return {
      status: response.statusCode,
      headers: { get: (name) => response.headers[name.toLowerCase()] ?? null },
      text: () => textOf(response.body),
    };
  };
}

/** The text of a stream, or of bytes as a handler within a process gives them. */
async function textOf(body: AsyncIterable<Uint8Array> | Uint8Array): Promise<string> {
  const chunks: Uint8Array[] = [];
  if (body instanceof Uint8Array) chunks.push(body);
  else for await (const chunk of body) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}
