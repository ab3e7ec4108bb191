import type { WireRequest } from '../wire.ts';
import type { World } from '../world/world.ts';
import { type Caller, callerOf } from './caller.ts';
import { Refusal } from './errors.ts';

/** Who makes a request of STS or CloudFormation; throws their words for a caller that they do not know. */
export function authenticated(world: World, request: WireRequest): Caller {
  const caller = callerOf(world, request);
  switch (caller) {
    case 'unsigned':
      throw new Refusal('MissingAuthenticationToken', 'Request is missing Authentication Token', 403);
    case 'invalid':
      throw new Refusal('InvalidClientTokenId', 'The security token included in the request is invalid.', 403);
    case 'expired':
      throw new Refusal('ExpiredToken', 'The security token included in the request is expired', 403);
    default:
      return caller;
  }
}
