import { HttpRequest } from '@smithy/core/protocols';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { Fetch } from './surroundings.ts';

/** Sends requests over connections that are kept open, by the HTTP handler of the AWS SDK. Throws the errors of node's sockets. */
export function openSockets(): Fetch {
  const handler = new NodeHttpHandler();
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
    const { response } = await handler.handle(request);
    return {
      status: response.statusCode,
      headers: { get: (name) => response.headers[name.toLowerCase()] ?? null },
      text: () => textOf(response.body),
    };
  };
}

async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
