import { typeF } from './vpg-types.ts';

/** What is charged for. */
export type RateItem = 'peering' | 'vpg' | 'vpg-setup';

/** SORACOM's two worlds, each with its own currency. */
export type Coverage = 'japan' | 'global';

/** What SORACOM bills a coverage in. */
export type Currency = 'JPY' | 'USD';

/** One price, tax-exclusive, as a source gave it. */
export interface Rate {
  readonly item: RateItem;
  readonly coverage: Coverage;
  /** SORACOM's number of the VPG type that it is the price of; absent: of any type. */
  readonly vpgType?: number;
  readonly currency: Currency;
  /** In whole units of `unitsPerMajor`: yen for JPY, hundredths of a cent for USD. */
  readonly price: number;
  readonly per: 'hour' | 'once';
  /** The first day it is known to hold, YYYY-MM-DD. */
  readonly validFrom: string;
  readonly source: string;
  /** high: official and current; medium: one credible source; low: second hand or undated. */
  readonly confidence: 'high' | 'medium' | 'low';
  /** Who has put it over the built-in table, from its day on; absent: nobody, it is built in. */
  readonly setBy?: 'settings' | 'api';
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
    vpgType: 14,
    currency: 'USD',
    price: 1_000,
    per: 'hour',
    validFrom: '2026-05-25',
    source: 'https://github.com/api-evangelist/soracom plans/soracom-plans-pricing.yml',
    confidence: 'low',
  },
  {
    item: 'vpg',
    coverage: 'global',
    vpgType: typeF,
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
    vpgType: 14,
    currency: 'USD',
    price: 19_800,
    per: 'once',
    validFrom: '2026-05-25',
    source: 'https://github.com/api-evangelist/soracom plans/soracom-plans-pricing.yml',
    confidence: 'low',
  },
  {
    item: 'vpg-setup',
    coverage: 'global',
    vpgType: typeF,
    currency: 'USD',
    price: 98_000,
    per: 'once',
    validFrom: '2026-05-25',
    source: 'https://github.com/api-evangelist/soracom plans/soracom-plans-pricing.yml',
    confidence: 'low',
  },
];

// What somebody has set holds before what is built in, however old it is: it was set to correct that.
const rankOf = ({ setBy }: Rate): number => (setBy === 'api' ? 2 : setBy === 'settings' ? 1 : 0);

/**
 * The rate of an item that holds on a day (YYYY-MM-DD; without one, on the newest of all): what the API has set comes
 * before the settings, these before the built-in table, and then the newest counts. Undefined if none is known.
 */
export function rateFor(
  item: RateItem,
  coverage: Coverage,
  table: readonly Rate[] = rates,
  day?: string,
  vpgType: number = typeF,
): Rate | undefined {
  return ratesOf(item, coverage, table, vpgType)
    .filter((rate) => day === undefined || rate.validFrom <= day)
    .reduce<Rate | undefined>((best, rate) => {
      if (!best || rankOf(rate) > rankOf(best)) return rate;
      return rankOf(rate) === rankOf(best) && rate.validFrom >= best.validFrom ? rate : best;
    }, undefined);
}

/** All rates of an item, of all days; those in another currency than the coverage's are passed over. */
export function ratesOf(item: RateItem, coverage: Coverage, table: readonly Rate[], vpgType: number): Rate[] {
  return table.filter(
    (rate) =>
      rate.item === item &&
      rate.coverage === coverage &&
      rate.currency === currencyOf[coverage] &&
      (rate.vpgType === undefined || rate.vpgType === vpgType),
  );
}
