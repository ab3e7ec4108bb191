import { type Currency, unitsPerMajor } from './rates.ts';

/** An amount in yen or dollars, from its smallest unit: what JSON and metrics tell. */
export const majorOf = (units: number, currency: Currency): number => units / unitsPerMajor[currency];

/** The smallest units of an amount in yen or dollars; undefined if it has finer parts, or is no amount. */
export function unitsOf(major: number, currency: Currency): number | undefined {
  const units = Math.round(major * unitsPerMajor[currency]);
  return Number.isSafeInteger(units) && units / unitsPerMajor[currency] === major ? units : undefined;
}

/** An amount for people: ¥1,200 or $0.70, with hundredths of a cent only where there are any. */
export function moneyText(major: number, currency: Currency): string {
  return new Intl.NumberFormat('en-US', {
    style: 'currency',
    currency,
    ...(currency === 'USD' && { minimumFractionDigits: 2, maximumFractionDigits: 4 }),
  }).format(major);
}
