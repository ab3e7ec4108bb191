import type { World } from '../../src/sandbox/world/world.ts';

const hourMs = 3_600_000;
/** SORACOM's price of a peering in Japan coverage, which the sandbox bills by. */
const perHour = 10;

/** What a removal says that its network has cost in all. */
export interface ToldCost {
  readonly total: number;
  readonly unknown: readonly string[];
}

/**
 * By how much a network's closing cost is too low for the peerings that its VPGs ever had, in started hours; nothing if it is not.
 * Of so many of them as `unheard` the removal says that only SORACOM's bill tells.
 */
export function undercount(
  world: World,
  { network, stack }: { readonly network: string; readonly stack: string },
  told: ToldCost | undefined,
  unheard: number,
): string | undefined {
  if (!told) return 'the removal tells no cost';
  const ours = [...world.peerings.values()].filter(({ vpgId }) => {
    const tags = world.vpgs.get(vpgId)?.tags;
    return tags?.['canal:network'] === network && tags['canal:stack'] === stack;
  });
  const each = ours.map(({ createdAt, forgottenAt, deletedAt }) => {
    const end = forgottenAt ?? deletedAt ?? Number.NaN;
    return Math.ceil(end / hourMs) - Math.floor(createdAt / hourMs);
  });
  const known = each.toSorted((a, b) => a - b).slice(0, Math.max(0, each.length - unheard));
  const hours = known.reduce((sum, one) => sum + one, 0);
  return told.total >= hours * perHour
    ? undefined
    : `the removal tells ¥${told.total}, and ${ours.length} peerings were charged for ${hours} hours, ¥${hours * perHour}; not known: ${told.unknown.join(', ')}`;
}
