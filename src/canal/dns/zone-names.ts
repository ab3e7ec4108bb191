import { wholeName } from './names.ts';
import type { DnsRecord } from './wish.ts';

/** The name of the zone's own name server, below every tenant's zone; nobody else may define it. */
export const nameServerLabel = 'canal-ns';

/** The names that records define, with wildcards as RFC 4592 has them. */
export class ZoneNames {
  readonly #zone: string;
  readonly #records = new Map<string, DnsRecord[]>();
  readonly #existing = new Set<string>();

  constructor(zone: string, records: readonly DnsRecord[]) {
    this.#zone = zone;
    this.#exists(wholeName(nameServerLabel, zone));
    for (const record of records) {
      const whole = wholeName(record.name, zone);
      this.#records.set(whole, [...(this.#records.get(whole) ?? []), record]);
      this.#exists(whole);
    }
  }

  /** A name exists together with all names above it in the zone. */
  #exists(whole: string): void {
    for (let name = whole; name.length >= this.#zone.length; name = name.slice(name.indexOf('.') + 1)) {
      if (this.#existing.has(name)) return;
      this.#existing.add(name);
    }
  }

  /** The records that answer for a whole name of the zone: its own, or those of the wildcard that covers it. */
  at(whole: string): readonly DnsRecord[] {
    if (this.#existing.has(whole)) return this.#records.get(whole) ?? [];
    let above = whole;
    while (!this.#existing.has(above)) above = above.slice(above.indexOf('.') + 1);
    return this.#records.get(`*.${above}`) ?? [];
  }
}
