import * as z from 'zod/mini';
import type { Difference } from './drift.ts';
import { madeOnce } from './made-once.ts';

/** Something that a comparison has not looked at, and why; it may be as wished or not. */
export const NotLookedAt = madeOnce(() =>
  z.strictObject({
    /** The field of the network file that it is about. */
    field: z.string(),
    message: z.string(),
  }),
);

/** How much a comparison has looked at. */
export const LookedAt = madeOnce(() => z.strictObject({ peerings: z.int(), routeTables: z.int(), sims: z.int() }));

export type LookedAt = z.output<ReturnType<typeof LookedAt>>;
export type NotLookedAt = z.output<ReturnType<typeof NotLookedAt>>;

/** What a comparison of a network with the world has come to. */
export interface Comparison {
  readonly differences: readonly Difference[];
  readonly lookedAt: LookedAt;
  readonly notLookedAt: readonly NotLookedAt[];
}

/** Counts what a comparison looks at while it goes on, and keeps what it passes over. */
export class Look {
  readonly lookedAt = { peerings: 0, routeTables: 0, sims: 0 };
  readonly notLookedAt: NotLookedAt[] = [];

  /** Says that something is passed over; `message` is a whole sentence. */
  passOver(field: string, message: string): void {
    this.notLookedAt.push({ field, message });
  }
}
