/** The known name that comes nearest to a word, case aside: one that the word abbreviates, else the fewest letters away. */
export function nearestName(word: string, known: readonly string[]): string | undefined {
  const lower = word.toLowerCase();
  const ranked = known
    .map((name) => ({ name, rank: abbreviates(word, name) ? 0 : distance(lower, name.toLowerCase()) }))
    .sort((a, b) => a.rank - b.rank || a.name.length - b.name.length);
  return ranked[0]?.name;
}

/**
 * Whether a word is a name cut short: each of its letters follows the one before, or begins a later word of the name, as in
 * createVpg for createVirtualPrivateGateway.
 */
function abbreviates(word: string, name: string): boolean {
  const begins = [...name].flatMap((letter, at) => (/[A-Z]/.test(letter) ? [at] : []));
  let places = [0];
  for (const letter of word.toLowerCase()) {
    const found = places.filter((at) => name[at]?.toLowerCase() === letter);
    places = [...new Set(found.flatMap((at) => [at + 1, ...begins.filter((begin) => begin > at + 1)]))];
  }
  return word.length > 2 && places.length > 0;
}

/** How many letters must be put in, left out or changed. */
function distance(word: string, name: string): number {
  let above = Array.from({ length: name.length + 1 }, (_, column) => column);
  for (let row = 1; row <= word.length; row += 1) {
    const line = [row];
    for (let column = 1; column <= name.length; column += 1) {
      const changed = (above[column - 1] as number) + (word[row - 1] === name[column - 1] ? 0 : 1);
      line.push(Math.min(changed, (above[column] as number) + 1, (line[column - 1] as number) + 1));
    }
    above = line;
  }
  return above[name.length] as number;
}
