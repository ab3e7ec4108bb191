/** A sentence of the delivery, and the network that it is about; undefined if it is about the host. */
export interface DeliveryRemark {
  readonly tenant: string | undefined;
  readonly sentence: string;
}

/** What came of a delivery, as documents/deliver-dns.yaml says it. */
export interface Delivery {
  /**
   * published: all answer with the new files. superseded: a newer revision stands, nothing was done. refused: nothing was
   * changed. rolled-back: the old files are in service again. unknown: it was cut off.
   */
  readonly outcome: 'published' | 'superseded' | 'refused' | 'rolled-back' | 'unknown';
  /** The revision that is in service, where the delivery says it. */
  readonly revision: number | undefined;
  /** Why it was not published. */
  readonly faults: readonly DeliveryRemark[];
  /** What stopped nothing: who was silent before, and is still. */
  readonly notes: readonly DeliveryRemark[];
}

const outcomes = ['published', 'superseded', 'refused', 'rolled-back'] as const;

/** Reads what the delivery printed; lines that are not its own are passed over. */
export function readDelivery(stdout: string): Delivery {
  const lines = [...stdout.matchAll(/^canal-dns (fault|note|outcome) (\S+)(?: (.*))?$/gm)];
  const remarks = (kind: string): DeliveryRemark[] =>
    lines
      .filter(([, word]) => word === kind)
      .map(([, , tenant, sentence = '']) => ({ tenant: tenant === '-' ? undefined : tenant, sentence }));
  const [, , outcome, revision] = lines.findLast(([, word]) => word === 'outcome') ?? [];
  return {
    outcome: outcomes.find((each) => each === outcome) ?? 'unknown',
    revision: /^\d+$/.test(revision ?? '') ? Number(revision) : undefined,
    faults: remarks('fault'),
    notes: remarks('note'),
  };
}
