import { isoOf } from './calendar.ts';

/** What is billed by the hour. */
export type BilledThing = 'vpg' | 'peering';

/**
 * One line of the ledger: something that became known about a thing. Lines are only ever added; what corrects an earlier
 * line is another line. The same line twice is one line.
 */
export interface LedgerEntry {
  readonly thing: BilledThing;
  /** A VPG's id, or pcx-…: SORACOM and AWS never give one twice. */
  readonly id: string;
  /** The VPG that it is, or that it belongs to. */
  readonly vpgId: string;
  /** Of a VPG, SORACOM's number of its type. */
  readonly vpgType?: number;
  /** The network that it is for; absent: none of ours. */
  readonly network?: string;
  readonly what: 'opened' | 'closed';
  /** When, ms since the epoch. */
  readonly at: number;
  /** workflow: our own call returned then; observed: SORACOM's list told. */
  readonly source: 'workflow' | 'observed';
  /** True where `at` is only when it was noticed: it was opened, or closed, before. */
  readonly noticed?: true;
}

/** A thing that is billed from its creation to its deletion: [from, to). */
export interface Billed {
  readonly thing: BilledThing;
  readonly id: string;
  readonly vpgId: string;
  readonly vpgType?: number;
  readonly network?: string;
  readonly from: number;
  /** Absent while it stands. */
  readonly to?: number;
  /** True where it was there before `from`, for how long is not known: what it cost is more. */
  readonly sinceFirstSight: boolean;
  /** True where it was gone before `to`: what it cost may be less. */
  readonly untilLastSight: boolean;
}

/** How long SORACOM's list may still show what was deleted, or not yet show what was created. */
export const listLagMs = 15 * 60_000;

/** A line's own name: the same fact has the same, whoever writes it. */
export const entryKey = ({ id, what, at, source }: LedgerEntry): string => [id, what, isoOf(at), source].join('#');

/** The things that lines tell of, in any order and however often; a thing of which no line tells the opening is not there. */
export function billedThings(entries: Iterable<LedgerEntry>): Billed[] {
  const byId = new Map<string, LedgerEntry[]>();
  for (const entry of entries) {
    const known = byId.get(entry.id);
    if (known) known.push(entry);
    else byId.set(entry.id, [entry]);
  }
  const things = [...byId.values()].flatMap((lines) => billed(lines.toSorted(byCertainty)) ?? []);
  const vpgs = new Map(things.filter(({ thing }) => thing === 'vpg').map((vpg) => [vpg.id, vpg]));
  return things.map((one) => (one.thing === 'peering' ? underVpg(one, vpgs.get(one.vpgId)) : one));
}

/** A peering is for its VPG's network unless it has one of its own, and SORACOM deletes it with its VPG. */
function underVpg(peering: Billed, vpg: Billed | undefined): Billed {
  if (!vpg) return peering;
  const network = peering.network ?? vpg.network;
  const endsFirst = vpg.to !== undefined && (peering.to === undefined || vpg.to < peering.to);
  return {
    ...peering,
    ...(network === undefined ? {} : { network }),
    ...(endsFirst ? { to: Math.max(vpg.to ?? 0, peering.from), untilLastSight: vpg.untilLastSight } : {}),
  };
}

/** By time; of lines of the same moment, first the one that is sure of it. */
const byCertainty = (a: LedgerEntry, b: LedgerEntry): number =>
  a.at - b.at || Number(a.noticed ?? false) - Number(b.noticed ?? false) || (entryKey(a) < entryKey(b) ? -1 : 1);

function billed(lines: readonly LedgerEntry[]): Billed | undefined {
  const opened = lines.find(({ what }) => what === 'opened');
  if (!opened) return undefined;
  // Ids do not come back: what was seen after it was thought gone was never gone.
  const lastSeen = lines.findLast(({ what }) => what === 'opened')?.at ?? 0;
  const closed = lines.find(({ what, at }) => what === 'closed' && at >= lastSeen);
  const network = lines.find((line) => line.network !== undefined)?.network;
  const vpgType = lines.find((line) => line.vpgType !== undefined)?.vpgType;
  return {
    thing: opened.thing,
    id: opened.id,
    vpgId: opened.vpgId,
    ...(vpgType === undefined ? {} : { vpgType }),
    ...(network === undefined ? {} : { network }),
    from: opened.at,
    ...(closed ? { to: closed.at } : {}),
    sinceFirstSight: opened.noticed ?? false,
    untilLastSight: closed?.noticed ?? false,
  };
}
