import type { Fields } from './definition.ts';

/** What is wrong with the arithmetic in the comment at the head of a machine file. */
export function budgetFaults(text: string, definition: Fields): string[] {
  const lines = text.split('\n');
  const head = lines.slice(
    0,
    lines.findIndex((line) => !line.startsWith('#')),
  );
  const limit = definition.TimeoutSeconds;
  if (typeof limit !== 'number') return ['the machine has no TimeoutSeconds.'];
  const faults = head.some((line) => line.includes(`TimeoutSeconds ${limit}`))
    ? []
    : [`the comment at the head does not say "TimeoutSeconds ${limit}".`];
  const sums = head.flatMap((line) => /^# {3}(.*\S) +(\d+)$/.exec(line)?.slice(1) ?? []);
  const parts = sums.filter((_, index) => index % 2 === 1).map(Number);
  const total = parts.pop();
  if (total === undefined || parts.length === 0) return [...faults, 'the comment at the head has no time budget.'];
  const sum = parts.reduce((all, part) => all + part, 0);
  if (sum !== total) faults.push(`the time budget at the head adds up to ${sum}, not to ${total}.`);
  if (total > limit) faults.push(`the time budget at the head needs ${total} s, TimeoutSeconds allows ${limit}.`);
  return faults;
}
