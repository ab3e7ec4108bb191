import type { LedgerEntry } from './ledger.ts';

/** The line of a VPG that is seen: it tells itself when it was created, whether anybody heard of that or not. */
export function seenVpg(vpg: { vpgId: string; type: number; createdTime: number }, network?: string): LedgerEntry {
  const { vpgId, type: vpgType, createdTime: at } = vpg;
  const owner = network === undefined ? {} : { network };
  return { thing: 'vpg', id: vpgId, vpgId, vpgType, ...owner, what: 'opened', at, source: 'observed' };
}

/**
 * The line of a peering that is seen. Since when it stands is not told by SORACOM: at the earliest since `askedAt`, when we have
 * asked for it without an answer; else it is its first sight.
 */
export function seenPeering(
  peering: { id: string; vpgId: string; network?: string },
  askedAt: number | undefined,
  now: number,
): LedgerEntry {
  const line = { thing: 'peering', ...peering, what: 'opened', source: 'observed' } as const;
  return askedAt === undefined ? { ...line, at: now, noticed: true } : { ...line, at: askedAt };
}
