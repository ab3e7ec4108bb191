import type * as z from 'zod/mini';
import { type DnsDraft, dnsDraftOf } from './dns/draft.ts';
import type { Network } from './network.ts';
import { AirGroupWish, VpgWish } from './network.ts';
import { PeeringWish } from './peering-wish.ts';

/** The parts of a network that are known: all of a `Network`, or what is well-formed in a faulty one. */
export interface NetworkDraft {
  readonly vpg?: Partial<VpgWish>;
  /** As they were written, so that each keeps its place; of too many, the first ones. */
  readonly peerings: readonly Partial<PeeringWish>[];
  readonly airGroup?: Partial<AirGroupWish>;
  readonly dns?: DnsDraft;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Each field by itself, so that one bad field does not hide what can be said about its neighbours. */
function wellFormed<S extends Record<string, z.ZodMiniType>>(
  shape: S,
  value: unknown,
): Partial<z.output<z.ZodMiniObject<S>>> {
  if (!isRecord(value)) return {};
  const fields = Object.entries(shape).flatMap(([field, schema]) => {
    const result = schema.safeParse(value[field]);
    return result.success && result.data !== undefined ? [[field, result.data]] : [];
  });
  return Object.fromEntries(fields);
}

/** Those past any number that is allowed are not looked at: every one is held against every other. */
const mostPeerings = 100;

/** What is well-formed in a value that is no `Network`: lets `networkFaults` report together with the faults of shape. */
export function draftOf(value: unknown): NetworkDraft {
  const wish: Partial<Record<keyof Network, unknown>> = isRecord(value) ? value : {};
  const { type, ...vpg } = wellFormed(VpgWish.shape, wish.vpg === undefined ? {} : wish.vpg);
  // Which types are right depends on whether a VPG is adopted, and a malformed id leaves that open.
  const adoptionIsOpen = isRecord(wish.vpg) && wish.vpg.vpgId !== undefined && vpg.vpgId === undefined;
  return {
    vpg: type === undefined || adoptionIsOpen ? vpg : { ...vpg, type },
    peerings: Array.isArray(wish.peerings)
      ? wish.peerings.slice(0, mostPeerings).map((item) => wellFormed(PeeringWish.shape, item))
      : [],
    airGroup: wellFormed(AirGroupWish.shape, wish.airGroup),
    ...(wish.dns === undefined ? {} : { dns: dnsDraftOf(wish.dns) }),
  };
}
