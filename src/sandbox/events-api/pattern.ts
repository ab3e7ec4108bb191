import { Address4, Address6 } from 'ip-address';
import { isObject } from '../states/fields.ts';

/** Whether an event fits a pattern that `patternFaults` finds nothing wrong with, as EventBridge compares them. */
export function matches(pattern: unknown, event: unknown): boolean {
  if (!isObject(pattern)) return false;
  return Object.entries(pattern).every(([field, wanted]) => {
    if (field === '$or') return (wanted as unknown[]).some((one) => matches(one, event));
    // A field below a list is looked for in each of its members.
    const values = [event].flat().flatMap((one) => (isObject(one) && Object.hasOwn(one, field) ? [one[field]] : []));
    if (!Array.isArray(wanted)) return values.length > 0 ? matches(wanted, values.flat()) : absentFits(wanted);
    return wanted.some((condition) => fits(condition, values));
  });
}

/** Whether a pattern for a field that is not there asks for nothing but absence. */
const absentFits = (pattern: unknown): boolean => matches(pattern, {});

/** `values`: none for a field that is absent; the members of a list are alternatives. */
function fits(condition: unknown, values: readonly unknown[]): boolean {
  const leaves = values.flat();
  if (!isObject(condition)) return leaves.some((value) => value === condition);
  const [[operator = '', argument] = []] = Object.entries(condition);
  if (operator === 'exists') return (values.length > 0 && !leaves.some(isObject)) === argument;
  return leaves.some((value) => conditions[operator]?.(argument, value));
}

type Test = (argument: unknown, value: unknown) => boolean;

const text =
  (test: (argument: string, value: string) => boolean): Test =>
  (argument, value) =>
    typeof value === 'string' && [argument].flat().some((one) => typeof one === 'string' && test(one, value));

/** {"prefix": {"equals-ignore-case": "x"}} as well as {"prefix": "x"}. */
const affix =
  (test: (argument: string, value: string) => boolean): Test =>
  (argument, value) => {
    const folded = isObject(argument) ? argument['equals-ignore-case'] : undefined;
    return folded === undefined
      ? text(test)(argument, value)
      : text((one, other) => test(one.toLowerCase(), other.toLowerCase()))(folded, value);
  };

const conditions: Readonly<Record<string, Test>> = {
  prefix: affix((prefix, value) => value.startsWith(prefix)),
  suffix: affix((suffix, value) => value.endsWith(suffix)),
  'equals-ignore-case': text((word, value) => word.toLowerCase() === value.toLowerCase()),
  wildcard: text((glob, value) => globPattern(glob).test(value)),
  numeric: (argument, value) => typeof value === 'number' && numericFits(argument as readonly unknown[], value),
  cidr: (argument, value) => typeof value === 'string' && cidrFits(String(argument), value),
  'anything-but': (argument, value) => {
    if (!isObject(argument)) return ![argument].flat().includes(value);
    const [[operator = '', inner] = []] = Object.entries(argument);
    return !conditions[operator]?.(inner, value);
  },
};

/** `*` is any run of characters, `\*` and `\\` are themselves. */
function globPattern(glob: string): RegExp {
  const parts = glob.match(/\\[*\\]|\*|[^*\\]+|\\/g) ?? [];
  const source = parts.map((part) =>
    part === '*' ? '.*' : (/^\\[*\\]$/.test(part) ? part.slice(1) : part).replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'),
  );
  return new RegExp(`^${source.join('')}$`, 's');
}

const comparisons: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  '=': (value, bound) => value === bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
};

function numericFits(argument: readonly unknown[], value: number): boolean {
  for (let at = 0; at < argument.length; at += 2) {
    if (!comparisons[String(argument[at])]?.(value, Number(argument[at + 1]))) return false;
  }
  return true;
}

function cidrFits(range: string, value: string): boolean {
  const Address = range.includes(':') ? Address6 : Address4;
  return Address.isValid(value) && new Address(value).isInSubnet(new Address(range) as never);
}

/** What EventBridge would refuse in a pattern, or what is not imitated; empty for one that can be matched. */
export function patternFaults(pattern: unknown, path = 'the pattern'): string[] {
  if (!isObject(pattern)) return [`${path} must be an object`];
  if (Object.keys(pattern).length === 0) return [`${path} is empty`];
  return Object.entries(pattern).flatMap(([field, wanted]) => {
    const here = `${path}.${field}`;
    if (field === '$or') {
      return Array.isArray(wanted) && wanted.length > 1
        ? wanted.flatMap((one, index) => patternFaults(one, `${here}[${index}]`))
        : [`${here} must be a list of two or more patterns`];
    }
    if (!Array.isArray(wanted)) return patternFaults(wanted, here);
    if (wanted.length === 0) return [`${here} is an empty list`];
    return wanted.flatMap((condition) => (conditionIsKnown(condition) ? [] : [`${here} has ${say(condition)}`]));
  });
}

const say = (condition: unknown): string => `${JSON.stringify(condition)}, which is no condition that is known here`;

function conditionIsKnown(condition: unknown): boolean {
  if (!isObject(condition)) return !Array.isArray(condition);
  const [[operator, argument] = ['', undefined], ...more] = Object.entries(condition);
  if (more.length > 0) return false;
  if (operator === 'exists') return typeof argument === 'boolean';
  if (operator === 'numeric') return numericIsKnown(argument);
  if (operator === 'cidr')
    return typeof argument === 'string' && (Address4.isValid(argument) || Address6.isValid(argument));
  if (operator === 'anything-but') {
    return isObject(argument)
      ? Object.keys(argument).every((inner) => /^(prefix|suffix|equals-ignore-case|wildcard)$/.test(inner)) &&
          isTextual(Object.values(argument)[0])
      : [argument].flat().every((one) => typeof one === 'string' || typeof one === 'number');
  }
  if (operator === 'prefix' || operator === 'suffix') {
    return typeof argument === 'string' || (isObject(argument) && typeof argument['equals-ignore-case'] === 'string');
  }
  return (operator === 'equals-ignore-case' || operator === 'wildcard') && typeof argument === 'string';
}

const isTextual = (value: unknown): boolean => [value].flat().every((one) => typeof one === 'string');

function numericIsKnown(argument: unknown): boolean {
  return (
    Array.isArray(argument) &&
    argument.length >= 2 &&
    argument.length % 2 === 0 &&
    argument.every((one, index) => (index % 2 === 0 ? String(one) in comparisons : typeof one === 'number'))
  );
}
