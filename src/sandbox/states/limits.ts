/** The largest input, output, payload or variable, in bytes of UTF-8. */
export const maxPayloadBytes = 262_144;

/** The largest sum of an execution's variables, in bytes of UTF-8. */
export const maxVariablesBytes = 10 * 1024 * 1024;

/** The most events that an execution's history holds; the last one is then its failure. */
export const maxHistoryEvents = 25_000;

/** How many iterations of an inline Map run at once at most. */
export const maxMapConcurrency = 40;

/** The longest wait or timeout, in seconds. */
export const maxSeconds = 99_999_999;

/** How long an execution that has ended can be asked for and keeps its name, in milliseconds. */
export const retentionMillis = 90 * 24 * 3_600_000;

/** Whether a text is too large for one payload. */
export function isTooLarge(text: string): boolean {
  // A character takes at most three bytes of UTF-8 per UTF-16 unit: short texts need no counting.
  return text.length * 3 > maxPayloadBytes && Buffer.byteLength(text) > maxPayloadBytes;
}
