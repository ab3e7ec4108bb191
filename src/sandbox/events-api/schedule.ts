/** When something is due: gives the first moment after another, both ms since the epoch; undefined when there is none. */
export type Schedule = (after: number) => number | undefined;

const unitMillis: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/**
 * Reads `rate(5 minutes)` or `cron(0 9 ? * MON-FRI *)`, as EventBridge Scheduler takes them, in UTC. A rate counts from
 * `since`, ms since the epoch. Throws for anything else.
 */
export function scheduleOf(expression: string, since: number): Schedule {
  const rate = /^rate\((\d+) (minute|hour|day)(s?)\)$/.exec(expression);
  if (rate) {
    const count = Number(rate[1]);
    if (count < 1 || (count === 1) === (rate[3] === 's')) throw refusal(expression);
    const every = count * (unitMillis[rate[2] ?? ''] ?? 0);
    return (after) => since + Math.max(1, Math.floor((after - since) / every) + 1) * every;
  }
  const fields = /^cron\(([^()]+)\)$/.exec(expression)?.[1]?.split(' ');
  if (fields?.length !== 6) throw refusal(expression);
  return cron(fields, expression);
}

const refusal = (expression: string): Error =>
  new Error(`${expression} is no schedule that the sandbox can imitate: rate(5 minutes), or cron with six fields.`);

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const days = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

function cron(fields: readonly string[], expression: string): Schedule {
  const [minute = '', hour = '', dayOfMonth = '', month = '', dayOfWeek = '', year = ''] = fields;
  const read = (field: string, first: number, last: number, names: readonly string[] = [], base = 0) =>
    valuesOf(field, { first, last, names, base }) ?? fail(expression);
  if ((dayOfMonth === '?') === (dayOfWeek === '?')) throw refusal(expression); // exactly one of them is left open
  const [minutes, hours] = [read(minute, 0, 59), read(hour, 0, 23)];
  const monthsOf = read(month, 1, 12, months, 1);
  const lastDay = dayOfMonth === 'L';
  const monthDays = dayOfMonth === '?' || lastDay ? undefined : read(dayOfMonth, 1, 31);
  const weekDays = dayOfWeek === '?' ? undefined : read(dayOfWeek, 1, 7, days, 1);
  const years = read(year, 1970, 2199);
  const fitsDay = (day: Date): boolean => {
    if (!years.has(day.getUTCFullYear()) || !monthsOf.has(day.getUTCMonth() + 1)) return false;
    if (lastDay) return new Date(day.getTime() + 86_400_000).getUTCDate() === 1;
    return monthDays ? monthDays.has(day.getUTCDate()) : (weekDays?.has(day.getUTCDay() + 1) ?? false);
  };
  return (after) => {
    const begin = Math.floor(after / 86_400_000) * 86_400_000;
    const mostDays = 5 * 366; // a 29th of February is four years away, seldom eight
    for (let day = begin; day < begin + mostDays * 86_400_000; day += 86_400_000) {
      if (!fitsDay(new Date(day))) continue;
      for (const at of hours) {
        for (const past of minutes) {
          const moment = day + at * 3_600_000 + past * 60_000;
          if (moment > after) return moment;
        }
      }
    }
    return undefined;
  };
}

function fail(expression: string): never {
  throw refusal(expression);
}

/** The values of a field in rising order: `*`, `5`, `MON-FRI`, `1,15`, `0/10`, `10-30/5`; undefined for anything else. */
function valuesOf(
  field: string,
  { first, last, names, base }: { first: number; last: number; names: readonly string[]; base: number },
): Set<number> | undefined {
  const values = new Set<number>();
  for (const part of field.split(',')) {
    const [, span = '', step] = /^([^/]+)(?:\/(\d+))?$/.exec(part) ?? [];
    const [from, to] = span === '*' ? [first, last] : span.split('-').map((word) => numberOf(word, names, base));
    const end = to ?? (step === undefined || span === '*' ? from : last);
    const by = step === undefined ? 1 : Number(step);
    if (from === undefined || end === undefined || by < 1 || from < first || end > last || from > end) return undefined;
    for (let value = from; value <= end; value += by) values.add(value);
  }
  return new Set([...values].sort((a, b) => a - b));
}

function numberOf(word: string, names: readonly string[], base: number): number | undefined {
  const named = names.indexOf(word.toUpperCase());
  if (named >= 0) return named + base;
  return /^\d+$/.test(word) ? Number(word) : undefined;
}
