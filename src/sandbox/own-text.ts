/**
 * The same text in memory of its own, for what is kept long: of a part of a text, V8 keeps the whole; of a text that was put
 * together, all its parts.
 */
export function ownText(text: string): string {
  return Buffer.from(text).toString();
}
