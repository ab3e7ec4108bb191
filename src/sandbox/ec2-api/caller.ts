import { credentialScope, type WireRequest } from '../wire.ts';
import type { RoleSession } from '../world/credentials.ts';
import type { World } from '../world/world.ts';
import { derivedId } from './derived-id.ts';

/** Who makes a request, and for which Region. */
export interface Caller {
  readonly accountId: string;
  readonly region: string;
  readonly arn: string;
  readonly userId: string;
  /** Only for temporary credentials that STS has handed out. */
  readonly session?: RoleSession;
}

/** Why AWS does not take a request for anybody's: the two services have different codes for each. */
export type CallerFault = 'unsigned' | 'invalid' | 'expired';

/** Who signed a request, by its access key. Signatures are not verified; a role's session token and its end are. */
export function callerOf(world: World, request: WireRequest): Caller | CallerFault {
  const scope = credentialScope(request);
  if (!scope) return request.headers.authorization ? 'invalid' : 'unsigned';
  const { accessKeyId, region } = scope;
  const session = world.roleSessions.get(accessKeyId);
  const accountId = world.accountOf(accessKeyId);
  if (!session) {
    // Credentials of ours that the world has forgotten, because they had ended.
    if (request.headers['x-amz-security-token']?.startsWith('sandbox-')) return 'expired';
    const arn = `arn:aws:iam::${accountId}:user/sandbox`;
    return { accountId, region, arn, userId: derivedId('AIDA', accountId).toUpperCase() };
  }
  if (request.headers['x-amz-security-token'] !== session.sessionToken) return 'invalid';
  if (session.expiresAt <= world.clock.now()) return 'expired';
  const userId = `${roleId(session.roleArn)}:${session.sessionName}`;
  return { accountId, region, arn: sessionArn(session), userId, session };
}

/** The unique id of a role, which STS shows in place of its name. */
export function roleId(roleArn: string): string {
  return derivedId('AROA', roleArn).toUpperCase();
}

/** The ARN that the holder of a role's session goes by. */
export function sessionArn(session: Pick<RoleSession, 'accountId' | 'roleArn' | 'sessionName'>): string {
  const roleName = session.roleArn.slice(session.roleArn.lastIndexOf('/') + 1);
  return `arn:aws:sts::${session.accountId}:assumed-role/${roleName}/${session.sessionName}`;
}
