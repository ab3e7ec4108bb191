function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (const [line, letter] of [...a].entries()) {
    const next = [line + 1];
    for (let column = 1; column <= b.length; column += 1) {
      const change = (row[column - 1] ?? 0) + (letter === b[column - 1] ? 0 : 1);
      next.push(Math.min(change, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** The known word that a person most likely meant: two letters or a third of it away, case aside; undefined if none is. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  // Longer than any field of ours: comparing letter by letter would only cost time.
  if (word.length > 60) return undefined;
  const ranked = known
    .map((each) => ({ each, away: distance(word.toLowerCase(), each.toLowerCase()) }))
    .filter(({ each, away }) => away <= Math.max(2, each.length / 3) && away < Math.min(word.length, each.length))
    .sort((a, b) => a.away - b.away);
  return ranked[0]?.each;
}
