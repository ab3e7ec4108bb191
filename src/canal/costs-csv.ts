interface Figures {
  readonly amount: number;
  readonly amountUnknown: readonly string[];
  readonly perHourUnknown: readonly string[];
  readonly perHour: number;
  readonly monthToDate: number;
  readonly forecast: number;
  readonly lifetime: number;
  readonly unknown: readonly string[];
  readonly lifetimeUnknown: readonly string[];
}

interface Costs {
  readonly month: string;
  readonly timeZone: string;
  readonly by: string;
  readonly currency: string;
  readonly total: Figures;
  readonly rows: readonly (Figures & {
    readonly key: string;
    readonly network?: string | undefined;
    readonly vpgId?: string | undefined;
  })[];
}

/** Costs as CSV (RFC 4180): a header, the rows, and the total as the last row, whose key is empty and whose kind is total. */
export function costsCsv({ month, timeZone, by, currency, total, rows }: Costs): string {
  const line = (kind: string, key: string, network: string, vpgId: string, figures: Figures): string =>
    [
      month,
      timeZone,
      kind,
      key,
      network,
      vpgId,
      currency,
      known(figures.amount, figures.amountUnknown),
      known(figures.perHour, figures.perHourUnknown),
      known(figures.monthToDate, figures.unknown),
      known(figures.forecast, figures.unknown),
      known(figures.lifetime, figures.lifetimeUnknown),
      figures.unknown.join('; '),
      figures.lifetimeUnknown.join('; '),
    ]
      .map(cell)
      .join(',');
  return `${[
    'month,timeZone,by,key,network,vpgId,currency,amount,perHour,monthToDate,forecast,lifetime,unknown,lifetimeUnknown',
    ...rows.map((row) => line(by, row.key, row.network ?? (by === 'network' ? row.key : ''), row.vpgId ?? '', row)),
    line('total', '', '', '', total),
  ].join('\r\n')}\r\n`;
}

/** A sum of nothing but unknown prices is no number: the cell stays empty. */
const known = (amount: number, unknown: readonly string[]): number | '' =>
  amount === 0 && unknown.length > 0 ? '' : amount;

/** Spreadsheets take what begins with =, +, - or @ for a formula. */
function cell(value: string | number): string {
  const text = typeof value === 'string' && /^[=+\-@\t\r\n]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
