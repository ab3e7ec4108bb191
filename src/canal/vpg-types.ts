import type { Fault } from './errors.ts';
import type { VpgWish } from './network.ts';

/** SORACOM's number for Type-F: the one type that can be created today and peers with VPCs. */
export const typeF = 15;

/** The types whose VPGs can have VPC peerings; 12 and 13 are old and can only be adopted. */
const peeringTypes: readonly number[] = [12, 13, typeF];

/** Why a VPG of this type cannot be used for Canal, as the end of a sentence; undefined if it can. */
export function typeRefusal(type: number): string | undefined {
  if (peeringTypes.includes(type)) return undefined;
  if (type === 14) return 'type 14 (Type-E) is for internet connections only and cannot peer with a VPC';
  if (type === 242) return 'type 242 (Type-F2) connects through a Transit Gateway, not through VPC peerings';
  return `type ${type} is no VPG type that is known to peer with a VPC`;
}

/** The faults of `vpg.type`: creating takes 15 only, adopting (`vpg.vpgId` given) 12, 13 and 15. */
export function vpgTypeFaults(vpg: Partial<VpgWish> | undefined): Fault[] {
  if (vpg?.type === undefined) return [];
  const { type, vpgId } = vpg;
  const refusal = typeRefusal(type);
  const field = 'vpg.type';
  if (vpgId !== undefined) {
    if (refusal === undefined) return [];
    return [{ name: 'InvalidInput', field, message: `${refusal}; adopt a VPG of type 12, 13 or 15` }];
  }
  if (type === typeF) return [];
  const reason = refusal ?? `type ${type} is an old type that SORACOM no longer creates`;
  const adopt = refusal === undefined ? ', or name a standing VPG in vpg.vpgId' : '';
  return [{ name: 'InvalidInput', field, message: `${reason}; write 15 (Type-F), or leave the line out${adopt}` }];
}
