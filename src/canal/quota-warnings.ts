import type { Warning } from './check.ts';

/** How few peerings a VPC may have left before it is worth knowing. */
const few = 3;

/** A warning for a VPC that is about to run out of peerings: `standing` counts all that live, with the wished one. */
export function quotaWarnings(field: string, vpcId: string, standing: number, quota: number): Warning[] {
  const left = quota - standing;
  if (left > few || left < 0) return [];
  const room = left === 0 ? 'no room for another one' : `room for ${left} more`;
  const message = `with this one ${vpcId} has ${standing} peerings, and AWS allows ${quota} per VPC unless the quota was raised, so there is ${room}; delete what is not needed, or ask AWS for more in time`;
  return [{ field, message }];
}
