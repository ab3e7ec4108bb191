/** An hour in ms: what everything here is billed by. UTC hours have no other length. */
export const hourMs = 3_600_000;

/** A span of time [from, to), ms since the epoch. */
export interface Period {
  readonly from: number;
  readonly to: number;
}

/** A span of whole UTC hours [from, to), counted from the epoch. */
export interface Hours {
  readonly from: number;
  readonly to: number;
}

/** The UTC hours that begin within a period. Each hour belongs to one day and one month, in time zones of half hours too. */
export const hoursOf = ({ from, to }: Period): Hours => ({
  from: Math.ceil(from / hourMs),
  to: Math.ceil(to / hourMs),
});

/** The UTC day of an hour, YYYY-MM-DD. */
export const dayOfHour = (hour: number): string => isoOf(hour * hourMs).slice(0, 10);

/** A moment as ISO 8601 in UTC. */
export const isoOf = (ms: number): string => new Date(ms).toISOString();

/** Whether a name is a time zone that this runtime knows. */
export function isTimeZone(name: string): boolean {
  try {
    return clockOf(name) !== undefined;
  } catch {
    return false;
  }
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** Making one is dear, and there are few zones. Throws RangeError for an unknown one. */
function clockOf(timeZone: string): Intl.DateTimeFormat {
  let clock = clocks.get(timeZone);
  if (!clock) {
    clock = new Intl.DateTimeFormat('en-CA', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    clocks.set(timeZone, clock);
  }
  return clock;
}

/** What the clocks of a zone show at a moment, as if it were UTC. */
function shown(ms: number, timeZone: string): number {
  if (timeZone === 'UTC') return ms;
  const parts = Object.fromEntries(
    clockOf(timeZone)
      .formatToParts(ms)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** When a day begins in a zone: the first moment at which its clocks show that day. */
function startOfDay(year: number, month: number, day: number, timeZone: string): number {
  const wanted = Date.UTC(year, month - 1, day);
  // Offsets lie within 14 hours of UTC and change at most once around a midnight, so the moment is one of these two;
  // where clocks jump over midnight, the day begins at the jump, which is the later one.
  const guesses = [wanted - 26 * hourMs, wanted + 26 * hourMs].map((near) => wanted - (shown(near, timeZone) - near));
  const [early, late] = [Math.min(...guesses), Math.max(...guesses)];
  return shown(early, timeZone) >= wanted ? early : late;
}

/** The day of a moment in a zone, YYYY-MM-DD. */
export const dayOf = (ms: number, timeZone = 'UTC'): string => isoOf(shown(ms, timeZone)).slice(0, 10);

/** The month of a moment in a zone, YYYY-MM. */
export const monthOf = (ms: number, timeZone = 'UTC'): string => dayOf(ms, timeZone).slice(0, 7);

/** A month (YYYY-MM) as a period, by the midnights of a zone. */
export function monthPeriod(month: string, timeZone = 'UTC'): Period {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return { from: startOfDay(year, number, 1, timeZone), to: startOfDay(year, number + 1, 1, timeZone) };
}

/** A day (YYYY-MM-DD) as a period, by the midnights of a zone. */
export function dayPeriod(day: string, timeZone = 'UTC'): Period {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return { from: startOfDay(year, month, date, timeZone), to: startOfDay(year, month, date + 1, timeZone) };
}

/** The days of a month, YYYY-MM-DD. */
export function daysOf(month: string): string[] {
  const [year = 0, number = 1] = month.split('-').map(Number);
  const count = new Date(Date.UTC(year, number, 0)).getUTCDate();
  return Array.from({ length: count }, (_, index) => `${month}-${String(index + 1).padStart(2, '0')}`);
}
