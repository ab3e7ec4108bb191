import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { RequestHandler } from '../lambda/surroundings.ts';

const handlers = new WeakMap<object, NodeHttpHandler>();

/** What the SDK itself gives up connecting after, in ms. */
const connectionTimeout = 3_100;

/**
 * The sockets of all clients of a container, which is told by its opening: calls of two clients to one host, such as those of EC2
 * for two accounts, need one connection and one handshake.
 */
export function sharedSockets(opening: object): RequestHandler {
  const known = handlers.get(opening);
  if (known) return known;
  const handler = new NodeHttpHandler({ connectionTimeout });
  handlers.set(opening, handler);
  return handler;
}
