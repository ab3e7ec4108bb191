import type { GroupChange, GroupValues } from './group-record.ts';

/** What to do about a group's keys so that it is as before. */
export interface Restoration {
  readonly put: GroupValues;
  readonly remove: readonly string[];
  /** Keys that somebody else has changed since: they are left. */
  readonly left: readonly string[];
}

// The first says whether the second is in use: where the second serves somebody else now, so does the first.
const pairs = [
  ['useVpg', 'vpgId'],
  ['useCustomDns', 'dnsServers'],
] as const;

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/**
 * What brings the keys that our changes have set back to `target`: each only where one of our values still stands. A key
 * that is as in `target` already needs nothing.
 */
export function restoration(now: GroupValues, target: GroupValues, changes: readonly GroupChange[]): Restoration {
  const isOurs = (key: string) => changes.some(({ set }) => Object.hasOwn(set, key) && same(set[key], now[key]));
  const isBack = (key: string) => same(now[key], target[key]);
  const restored: string[] = [];
  const left: string[] = [];
  for (const [flag, value] of pairs) {
    for (const key of [flag, value]) {
      if (isBack(key) || !changes.some(({ set }) => Object.hasOwn(set, key))) continue;
      const ours = isOurs(key) && (key === value || isOurs(value) || isBack(value));
      (ours ? restored : left).push(key);
    }
  }
  return {
    put: Object.fromEntries(restored.filter((key) => target[key] !== undefined).map((key) => [key, target[key]])),
    remove: restored.filter((key) => target[key] === undefined),
    left,
  };
}
