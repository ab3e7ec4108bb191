const mostSerial = 2 ** 32 - 1;

/**
 * The next number of something that only grows, as a zone's serial must: the time in whole seconds, or one more than the
 * last, whichever is larger. So it also grows when the last number was lost. Both stay in 32 bits until the year 2106.
 */
export function nextSerial(last: number | undefined, nowMillis: number): number {
  const serial = Math.max(Math.floor(nowMillis / 1000), (last ?? 0) + 1);
  if (!Number.isSafeInteger(serial) || serial < 1 || serial > mostSerial) {
    throw new RangeError(`${serial} is no serial of a zone: it must be between 1 and ${mostSerial}`);
  }
  return serial;
}
