import { CanalError } from '../canal/errors.ts';

/** Whether AWS says that two VPCs have a peering already. */
export const isTwin = (message: string): boolean => /already exists|VpcPeeringConnectionAlreadyExists/i.test(message);

/** What that means for two VPGs, as a sentence: nobody has documented whether SORACOM has several of them in one VPC. */
export const onePeeringAlone = (vpcId: string): string =>
  `AWS allows one peering between two VPCs, and SORACOM's VPC of this VPG has one with ${vpcId} already, for another VPG: these two VPGs cannot share that VPC. Use another VPC; for names, a DNS host in a VPC of its own, or a DNS server in airGroup.dnsServers.`;

/** PeeringRefused for SORACOM's refusal of a second peering between two VPCs; any other error as it came. */
export function twinFault(error: unknown, vpcId: string): unknown {
  if (!(error instanceof CanalError && error.name === 'SoracomRejected' && isTwin(error.message))) return error;
  return new CanalError('PeeringRefused', `${error.message} ${onePeeringAlone(vpcId)}`, { cause: error });
}
