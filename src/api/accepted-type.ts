/** Whether a header Accept names text/csv, and not JSON before it: by their weights, then by their order. */
export function wantsCsv(accept = ''): boolean {
  const ranges = accept.split(',').map((range, index) => {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    return { type, weight: weight === undefined ? 1 : Number(weight) || 0, index };
  });
  const csv = ranges.find(({ type }) => type === 'text/csv');
  if (!csv || csv.weight === 0) return false;
  const json = ranges.find(({ type }) => type === 'application/json');
  // Whoever names one type and takes any other wants the one that was named, unless it weighs less.
  const other = json ?? ranges.find(({ type }) => type === '*/*' || type === 'application/*');
  if (!other || csv.weight > other.weight) return true;
  return csv.weight === other.weight && (!json || csv.index < json.index);
}
