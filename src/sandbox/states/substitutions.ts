import type { Report } from './refusal.ts';

const placeholder = /\$\{([^}]*)\}/g;

/** A copy of a definition with each `${CamelCase}` replaced; one that has no value, or another form, is a problem. */
export function substitute(value: unknown, values: Readonly<Record<string, string>>, report: Report): unknown {
  if (typeof value === 'string') {
    return value.replace(placeholder, (whole, name: string) => {
      const filled = Object.hasOwn(values, name) ? values[name] : undefined;
      if (filled === undefined) {
        report.add('the machine', `the placeholder ${whole} has no value; give one among the substitutions.`);
      }
      return filled ?? whole;
    });
  }
  if (Array.isArray(value)) return value.map((item) => substitute(item, values, report));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, substitute(item, values, report)]));
}
