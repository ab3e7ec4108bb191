/** The first of some ids in words: "a, b, c and 4 more". */
export function fewOf(ids: readonly string[], most = 3): string {
  const more = ids.length - most;
  return `${ids.slice(0, most).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
