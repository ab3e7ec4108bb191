import { canonicalCidr } from './cidr.ts';
import type { Fault } from './errors.ts';
import type { VpgWish } from './network.ts';
import { typeF, typeRefusal } from './vpg-types.ts';

/** What the rules need to know of a VPG that stands. */
export interface VpgFacts {
  readonly vpgId: string;
  readonly type: number;
  readonly useInternetGateway: boolean;
  readonly deviceSubnetCidrRange: string;
  /** Absent while SORACOM has not told it: then it is not compared. */
  readonly region?: string;
}

const sameRange = (a: string, b: string) => (canonicalCidr(a) ?? a) === (canonicalCidr(b) ?? b);

function typeConflict(wish: VpgWish, vpg: VpgFacts, wayOut: (line: string) => string): Fault[] {
  const refusal = typeRefusal(vpg.type);
  const adopting = wish.vpgId !== undefined;
  const defaulted = adopting && wish.type === typeF;
  if (vpg.type === wish.type || (defaulted && refusal === undefined)) return [];
  const field = 'vpg.type';
  if (refusal !== undefined) {
    const next = adopting ? 'name another VPG in vpg.vpgId, or leave it out to create one' : 'terminate it first';
    return [{ name: 'VpgConflict', field, message: `VPG ${vpg.vpgId} cannot be used: ${refusal}; ${next}` }];
  }
  const message = `VPG ${vpg.vpgId} is of type ${vpg.type}, not ${wish.type}, and that cannot be changed; ${wayOut(`type: ${vpg.type}`)}`;
  return [{ name: 'VpgConflict', field, message }];
}

/** A VpgConflict for each setting of a standing VPG that differs from the wish: none of them can be changed later. */
export function vpgConflicts(wish: VpgWish, vpg: VpgFacts): Fault[] {
  const wayOut = (line: string) =>
    wish.vpgId === undefined
      ? `write "${line}" under vpg, or remove this VPG first so that a new one is created`
      : `write "${line}" under vpg, or name another VPG in vpg.vpgId`;
  const differs = (setting: string, stands: string, wished: string): Fault => ({
    name: 'VpgConflict',
    field: `vpg.${setting}`,
    message: `VPG ${vpg.vpgId} stands with ${stands}, not ${wished}, and that cannot be changed; ${wayOut(`${setting}: ${stands}`)}`,
  });
  const faults = typeConflict(wish, vpg, wayOut);
  if (vpg.useInternetGateway !== wish.useInternetGateway) {
    faults.push(differs('useInternetGateway', String(vpg.useInternetGateway), String(wish.useInternetGateway)));
  }
  if (!sameRange(vpg.deviceSubnetCidrRange, wish.deviceSubnetCidrRange)) {
    faults.push(differs('deviceSubnetCidrRange', vpg.deviceSubnetCidrRange, wish.deviceSubnetCidrRange));
  }
  if (vpg.region !== undefined && vpg.region !== wish.region) {
    faults.push(differs('region', vpg.region, wish.region));
  }
  return faults;
}

const shortestWait = 15;
const longestWait = 300;

/**
 * Whole seconds to wait before the next look at a VPG that is being created: what is left of the expected time, at most
 * 300, and 15 once that has passed. Times are ms since the epoch.
 */
export function nextWaitSeconds(createdTime: number, now: number, expectedSeconds: number): number {
  const left = Math.ceil(expectedSeconds - (now - createdTime) / 1000);
  return Math.min(longestWait, Math.max(shortestWait, left));
}
