import * as z from 'zod/mini';
import { madeOnce } from './made-once.ts';

/** Whose part it is to mend a difference, and what a run of the same wish does about it. */
const MendedBy = z.enum([
  /** It mends it. */
  'run',
  /** It is refused, until a person has done something; then there is nothing left, or a run does the rest. */
  'person-first',
  /** It leaves it as it is, and goes on beside it. */
  'person',
]);

/** How one thing of a network stands otherwise than its wish and its record say, and what mends it. */
export const Difference = madeOnce(() =>
  z.strictObject({
    kind: z.enum([
      'run-failed',
      'vpg-gone',
      'vpg-failed',
      'peering-missing',
      'peering-waiting',
      'peering-dead',
      'peering-other-range',
      'peering-foreign',
      'route-table-missing',
      'route-missing',
      'route-blackhole',
      'route-hijacked',
      'group-gone',
      'group-changed',
      'sims-elsewhere',
      'dns-host-down',
      'place-missing',
      'place-changed',
      'place-foreign',
      'names-changed',
      'not-read',
    ]),
    /** The field of the network file that it is about: `peerings[0].routeTables`. */
    field: z.string(),
    /** The id of what differs: a VPG, a peering, a route table with its range, a key of the group. */
    id: z.string(),
    message: z.string(),
    /** What a person does about it, as a sentence. */
    mend: z.string(),
    /** The command that does it, where one does. */
    command: z.exactOptional(z.string()),
    mendedBy: MendedBy,
  }),
);

export type Difference = z.output<ReturnType<typeof Difference>>;

/** What the last check found, while there is a difference. Times are ms since the epoch. */
export interface Drift {
  /** When these very differences were first seen. */
  readonly since: number;
  readonly differences: readonly Difference[];
  /** How many more there are: a record keeps the first 50. */
  readonly more: number;
  /** Whether the event about them was published. */
  readonly told: boolean;
}

/** Whether a run may do anything about a drift: not if a person alone mends all of it. */
export const callsForRun = ({ differences, more }: Pick<Drift, 'differences' | 'more'>): boolean =>
  more > 0 || differences.some(({ mendedBy }) => mendedBy !== 'person');

/** What a difference is about; its sentences may change from day to day (how many SIMs) without its being another. */
const identity = ({ kind, field, id }: Difference): string => JSON.stringify([kind, field, id]);

/** Whether two findings are about the same differences, in whatever order. */
export function sameDifferences(a: readonly Difference[], b: readonly Difference[]): boolean {
  const [left, right] = [a, b].map((all) => [...new Set(all.map(identity))].sort()) as [string[], string[]];
  return left.length === right.length && left.every((one, index) => one === right[index]);
}

// 50 peerings with 200 route tables each could differ in more ways than an item of DynamoDB or an event holds.
const mostKept = 50;

/** What is kept of a check: undefined when nothing differs; what was told of the same differences stays told. */
export function driftAfter(before: Drift | undefined, found: readonly Difference[], now: number): Drift | undefined {
  if (found.length === 0) return undefined;
  const differences = found.slice(0, mostKept);
  const more = found.length - differences.length;
  const same = before !== undefined && before.more === more && sameDifferences(before.differences, differences);
  return same ? { ...before, differences } : { since: now, differences, more, told: false };
}
