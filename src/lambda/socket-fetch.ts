import type { Fetch } from './surroundings.ts';

/**
 * A fetch over the sockets that the AWS SDK's clients use, which are loaded by its first call: the platform's own would load a
 * second HTTP client beside theirs, a whole empty handler's start again.
 */
export function socketFetch(): Fetch {
  let opened: Promise<Fetch> | undefined;
  return async (url, request) => {
    opened ??= import('../aws/sockets.ts').then(({ openSockets }) => openSockets());
    return (await opened)(url, request);
  };
}
