import { type Billed, type LedgerEntry, listLagMs } from './ledger.ts';

/** A VPG that SORACOM's list shows, with its peerings. */
export interface SeenVpg {
  readonly vpgId: string;
  readonly type: number;
  readonly status: string;
  /** Milliseconds since the epoch. */
  readonly createdTime: number;
  /** The network that it was made for; absent: none of ours. */
  readonly network?: string;
  /** Each with the network that it is for; absent: that of nobody. */
  readonly peerings: readonly { readonly id: string; readonly network?: string }[];
}

/** The lines that the ledger lacks, now that SORACOM's whole list was seen. Nothing to add: no lines. */
export function reconcile(known: readonly Billed[], seen: readonly SeenVpg[], now: number): LedgerEntry[] {
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
    .map(({ thing, id, vpgId, vpgType, network }): LedgerEntry => {
      const line = { thing, id, vpgId, what: 'closed', at: now, source: 'observed', noticed: true } as const;
      return { ...line, ...(vpgType === undefined ? {} : { vpgType }), ...(network === undefined ? {} : { network }) };
    });
  return [...opened, ...closed];
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
