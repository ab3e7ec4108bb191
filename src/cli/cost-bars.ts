/** So many rows have a bar; the others are in the table. */
const mostBars = 31;

/** A bar for each amount, in characters that every terminal has: none for one amount alone, or where all are nothing. */
export function costBars(
  rows: readonly { readonly name: string; readonly amount: number; readonly text: string }[],
  width: number,
): string[] {
  const shown = rows.slice(0, mostBars);
  const most = Math.max(0, ...shown.map(({ amount }) => amount));
  if (most === 0 || shown.length < 2) return [];
  const names = Math.max(...shown.map(({ name }) => name.length));
  const amounts = Math.max(...shown.map(({ text }) => text.length));
  const room = Math.max(1, Math.min(60, width - names - amounts - 5));
  const bar = (amount: number): string => '#'.repeat(Math.ceil((amount / most) * room));
  return [
    '',
    ...shown.map(({ name, amount, text }) =>
      `${name.padEnd(names)}  ${text.padStart(amounts)}  ${bar(amount)}`.trimEnd(),
    ),
  ];
}
