import type { Warning } from '../canal/check.ts';
import { type CanalError, isLasting } from '../canal/errors.ts';
import type { PeerFacts } from '../canal/peer-facts.ts';
import type { CheckedPeer } from './peer-checks.ts';

interface Unread {
  readonly what: string;
  readonly action: string;
  readonly error: CanalError;
}

/**
 * Reads what guards the servers of a VPC. What is refused for good stays unread and becomes a warning that names the
 * permission; what may pass (throttling, no answer) is thrown, for the state machine to try again.
 */
export async function readSecurity(peer: CheckedPeer): Promise<{ facts: PeerFacts; warnings: Warning[] }> {
  const { account, vpc } = peer;
  const unread: Unread[] = [];
  const read = async <T>(what: string, action: string, ask: Promise<T>): Promise<T | undefined> => {
    try {
      return await ask;
    } catch (error) {
      if (!isLasting(error)) throw error;
      unread.push({ what, action, error });
      return undefined;
    }
  };
  const id = peer.wish.peerVpcId;
  const securityGroups = await read('security groups', 'ec2:DescribeSecurityGroups', account.securityGroups(id));
  const interfaces = await read('network interfaces', 'ec2:DescribeNetworkInterfaces', account.networkInterfaces(id));
  const networkAcls = await read('network ACLs', 'ec2:DescribeNetworkAcls', account.networkAcls(id));
  // Each subnet has an ACL, its VPC's default one if no other: only without those the subnets are asked for themselves.
  const subnetIds = networkAcls
    ? networkAcls.flatMap((acl) => acl.subnetIds)
    : await read('subnets', 'ec2:DescribeSubnets', account.subnetIds(id));
  const facts = {
    ...vpc,
    subnetIds: subnetIds ?? [],
    ...(securityGroups ? { securityGroups } : {}),
    ...(interfaces ? { interfaces } : {}),
    ...(networkAcls ? { networkAcls } : {}),
  };
  return { facts, warnings: unreadWarnings(peer, unread) };
}

function unreadWarnings({ wish, field }: CheckedPeer, unread: readonly Unread[]): Warning[] {
  if (unread.length === 0) return [];
  const denied = unread.filter(({ error }) => error.name === 'Ec2Denied').map(({ action }) => action);
  const others = unread.filter(({ error }) => error.name !== 'Ec2Denied').map(({ error }) => error.message);
  const role = `the role that is used in account ${wish.peerOwnerId}`;
  const next = [...(denied.length > 0 ? [`allow ${denied.join(', ')} to ${role} to have it checked`] : []), ...others];
  const whats = unread.map(({ what }) => what).join(', ');
  const message = `the ${whats} of ${wish.peerVpcId} were not looked at, so whether they let the SIMs in is not known: ${next.join('; ')}`;
  return [{ field: `${field}.peerVpcId`, message }];
}
