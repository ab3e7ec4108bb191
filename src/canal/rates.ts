/** What is charged for. */
export type RateItem = 'peering' | 'vpg' | 'vpg-setup';

/** SORACOM's two worlds, each with its own currency. */
export type Coverage = 'japan' | 'global';

/** One price, tax-exclusive, as a source gave it. */
export interface Rate {
  readonly item: RateItem;
  readonly coverage: Coverage;
  readonly currency: 'JPY' | 'USD';
  /** In whole units of `unitsPerMajor`: yen for JPY, hundredths of a cent for USD. */
  readonly price: number;
  readonly per: 'hour' | 'once';
  /** The first day it is known to hold, YYYY-MM-DD. */
  readonly validFrom: string;
  readonly source: string;
  /** high: official and current; medium: one credible source; low: second hand or undated. */
  readonly confidence: 'high' | 'medium' | 'low';
}

/** The currency that SORACOM bills in, by coverage. */
export const currencyOf = { japan: 'JPY', global: 'USD' } as const;

/** How many units of a `Rate.price` make one yen or one dollar. */
export const unitsPerMajor = { JPY: 1, USD: 10_000 } as const;

/**
 * The prices that are known. What is not here is unknown, never free: today's yen prices of a VPG are not published
 * where we could read them. Global coverage may include the first peering in the VPG's fee; we do not count on it.
 */
export const rates: readonly Rate[] = [
  {
    item: 'peering',
    coverage: 'japan',
    currency: 'JPY',
    price: 10,
    per: 'hour',
    validFrom: '2016-04-21',
    source: 'https://dev.classmethod.jp/soracom/soracom-canal-second-peering',
    confidence: 'medium',
  },
  {
    item: 'peering',
    coverage: 'global',
    currency: 'USD',
    price: 1_000,
    per: 'hour',
    // The terms are undated: the day is that of the other global prices.
    validFrom: '2026-05-25',
    source: 'https://lawinsider.com/clause/other-conditions-for-additional-function/_1',
    confidence: 'low',
  },
  {
    item: 'vpg',
    coverage: 'global',
    currency: 'USD',
    price: 5_000,
    per: 'hour',
    validFrom: '2026-05-25',
    source: 'https://github.com/api-evangelist/soracom plans/soracom-plans-pricing.yml',
    confidence: 'low',
  },
  {
    item: 'vpg-setup',
    coverage: 'global',
    currency: 'USD',
    price: 98_000,
    per: 'once',
    validFrom: '2026-05-25',
    source: 'https://github.com/api-evangelist/soracom plans/soracom-plans-pricing.yml',
    confidence: 'low',
  },
];

/** The newest rate of an item that holds on a day (YYYY-MM-DD; without one, the newest of all); undefined if none is known. */
export function rateFor(
  item: RateItem,
  coverage: Coverage,
  table: readonly Rate[] = rates,
  day?: string,
): Rate | undefined {
  return table
    .filter((rate) => rate.item === item && rate.coverage === coverage)
    .filter((rate) => day === undefined || rate.validFrom <= day)
    .reduce<Rate | undefined>(
      (newest, rate) => (newest && newest.validFrom > rate.validFrom ? newest : rate),
      undefined,
    );
}
