/** Whether two texts with stars have a text in common: `vpc/*` and `*` have, `vpc/*` and `subnet/*` have not. */
export function globsMeet(one: string, other: string): boolean {
  if (one === '' && other === '') return true;
  if (one.startsWith('*')) return globsMeet(one.slice(1), other) || (other !== '' && globsMeet(one, other.slice(1)));
  if (other.startsWith('*')) return globsMeet(other, one);
  return one !== '' && one[0] === other[0] && globsMeet(one.slice(1), other.slice(1));
}
