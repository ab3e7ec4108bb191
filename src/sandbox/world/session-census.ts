import type { Sim } from './sim.ts';

/** How long counted sessions are shown before they are counted again: SORACOM does not count them in real time. */
const shownForMs = 15 * 60_000;

/** How many sessions run through each VPG, as of a while ago. */
export class SessionCensus {
  #takenAt = Number.NEGATIVE_INFINITY;
  #online = new Map<string, number>();

  /** The sessions of a VPG, and when they were counted, ms since the epoch. */
  of(vpgId: string, sims: Iterable<Sim>, now: number): { online: number; lastUpdatedAt: number } {
    if (now - this.#takenAt >= shownForMs) {
      this.#takenAt = now;
      this.#online = new Map();
      for (const { session } of sims) {
        if (session?.vpgId !== undefined) this.#online.set(session.vpgId, (this.#online.get(session.vpgId) ?? 0) + 1);
      }
    }
    return { online: this.#online.get(vpgId) ?? 0, lastUpdatedAt: this.#takenAt };
  }
}
