import { CanalError } from './errors.ts';

/**
 * How long a VPG that was asked for may still turn up although nobody answered, in ms: the call may still be on its way
 * when its execution was stopped, and SORACOM may list a fresh tag late (how late is not documented).
 */
export const vpgDoubtMs = 240_000;

/** How long a peering that was asked for may still turn up although nobody answered, in ms. */
export const peeringDoubtMs = 60_000;

/** How long EC2 may not show a route that was made, in ms; with the time that the call takes. How late it is is not documented. */
export const routeDoubtMs = 240_000;

/** Whether something that was asked for at a moment may still turn up. */
export function isDoubtful(askedAt: number | undefined, now: number, forMs: number): boolean {
  return askedAt !== undefined && now - askedAt < forMs;
}

/** Whether a call that failed so may have had its effect all the same: no answer, or none that says no. */
export function mayHaveHappened(error: unknown): boolean {
  return !(error instanceof CanalError) || error.name === 'SoracomUnavailable';
}
