import { type Billed, type LedgerEntry, listLagMs } from './ledger.ts';

/** A VPG that SORACOM's list shows, with its peerings. */
export interface SeenVpg {
  readonly vpgId: string;
  readonly type: number;
  readonly status: string;
  /** Milliseconds since the epoch. */
  readonly createdTime: number;
  /** Milliseconds since the epoch; of one that is gone, it was so by then. */
  readonly lastModifiedTime?: number;
  /** The network that it was made for; absent: none of ours. */
  readonly network?: string;
  /** Each with the network that it is for; absent: that of nobody. */
  readonly peerings: readonly { readonly id: string; readonly network?: string }[];
}

/**
 * The lines that the ledger lacks, now that SORACOM's whole list was seen. Nothing to add: no lines. `before` is when it was
 * seen the last time: what stood then and does not now has ended in between.
 */
export function reconcile(
  known: readonly Billed[],
  seen: readonly SeenVpg[],
  now: number,
  before?: number,
): LedgerEntry[] {
  const standing = seen.filter(({ status }) => !goneStatuses.includes(status)).flatMap(thingsOf);
  const byId = new Map(known.map((one) => [one.id, one]));
  const shown = new Set(standing.map(({ id }) => id));
  const opened = standing.flatMap(({ createdAt, ...thing }): LedgerEntry[] => {
    const before = byId.get(thing.id);
    const line = { ...thing, what: 'opened', source: 'observed' } as const;
    if (!before) return [createdAt === undefined ? { ...line, at: now, noticed: true } : { ...line, at: createdAt }];
    return isNews(before, thing.network, now) ? [{ ...line, at: now, noticed: true }] : [];
  });
  const closed = known
    // What was made a moment ago may not be listed yet.
    .filter((one) => one.to === undefined && !shown.has(one.id) && now >= one.from + listLagMs)
    .map(({ thing, id, vpgId, vpgType, network, from }): LedgerEntry => {
      const at = thing === 'vpg' ? endOf(seen, id, Math.max(from, before ?? now), now) : now;
      const line = { thing, id, vpgId, what: 'closed', at, source: 'observed', noticed: true } as const;
      return { ...line, ...(vpgType === undefined ? {} : { vpgType }), ...(network === undefined ? {} : { network }) };
    });
  return [...opened, ...closed];
}

/**
 * When a VPG had ended at the latest. SORACOM may show it for a while with the time of its last change, which is its end or comes
 * after it; a time before it was seen standing is that of something else.
 */
function endOf(seen: readonly SeenVpg[], id: string, stood: number, now: number): number {
  const changed = seen.find(({ vpgId }) => vpgId === id)?.lastModifiedTime;
  return changed !== undefined && changed > stood && changed < now ? changed : now;
}

/** Fees end with the call that terminates a VPG; the status follows it. */
const goneStatuses = ['terminating', 'terminated'];

type Thing = Pick<LedgerEntry, 'thing' | 'id' | 'vpgId' | 'vpgType' | 'network'> & { readonly createdAt?: number };

function thingsOf({ vpgId, type, createdTime, network, peerings }: SeenVpg): Thing[] {
  return [
    {
      thing: 'vpg',
      id: vpgId,
      vpgId,
      vpgType: type,
      ...(network === undefined ? {} : { network }),
      createdAt: createdTime,
    },
    ...peerings.map((peering): Thing => ({ thing: 'peering', ...peering, vpgId })),
  ];
}

/** Whether the sight of a known thing tells something: that it is not gone, or whose it is. */
function isNews({ to, untilLastSight, network }: Billed, seenNetwork: string | undefined, now: number): boolean {
  if (to === undefined) return network === undefined && seenNetwork !== undefined;
  // The list may lag behind a deletion of ours; a deletion that was only concluded is wrong as soon as the thing is seen.
  return untilLastSight || now >= to + listLagMs;
}
