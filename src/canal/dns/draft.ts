import { DnsRecord, DnsSection, type DnsWish } from './wish.ts';

/** The parts of a `dns` section that are known: all of a `DnsWish`, or what is well-formed in a faulty one. */
export interface DnsDraft {
  readonly zone?: string;
  readonly forward?: DnsWish['forward'];
  /** As they were written, so that each keeps its place; undefined where one is not well-formed. */
  readonly records: readonly (DnsRecord | undefined)[];
  readonly reverse?: readonly string[];
}

// Those past the number that is allowed are not looked at.
const mostRecords = 500;

/** What is well-formed in a value that is no `DnsWish`: lets `dnsFaults` report together with the faults of shape. */
export function dnsDraftOf(value: unknown): DnsDraft {
  const wish: Partial<Record<keyof DnsWish, unknown>> = typeof value === 'object' && value !== null ? value : {};
  const { shape } = DnsSection();
  const zone = shape.zone.safeParse(wish.zone);
  const forward = shape.forward.safeParse(wish.forward);
  const reverse = shape.reverse.safeParse(wish.reverse);
  const records = Array.isArray(wish.records) ? wish.records.slice(0, mostRecords) : [];
  return {
    ...(zone.success ? { zone: zone.data } : {}),
    ...(forward.success ? { forward: forward.data } : {}),
    ...(reverse.success ? { reverse: reverse.data } : {}),
    records: records.map((record) => DnsRecord.safeParse(record).data),
  };
}
