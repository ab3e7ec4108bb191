import { invalidParameterValue, Refusal } from './errors.ts';
import type { QueryParameters } from './query-parameters.ts';

/** How a kind of resource is filtered: by each filter's name, the values that an item has for it. */
export interface Filters<T> {
  readonly fields: Readonly<Record<string, (item: T) => readonly string[]>>;
  /** With tags, `tag:KEY` and `tag-key` are filters too. */
  readonly tags?: (item: T) => ReadonlyMap<string, string>;
}

const valuesPerRequest = 200;

/** The items that meet every `Filter.N` of a request; one filter is met by any of its values, with * and ? in them. */
export function filtered<T>(items: readonly T[], parameters: QueryParameters, filters: Filters<T>): T[] {
  let count = 0;
  const conditions = parameters.numbers('Filter').map((number) => {
    const name = parameters.get(`Filter.${number}.Name`);
    const values = parameters.numbers(`Filter.${number}.Value`);
    if (name === undefined) throw new Refusal('InvalidFilter', `Filter.${number} has no name.`);
    if (values.length === 0) throw new Refusal('InvalidFilter', `The filter '${name}' has no value.`);
    count += values.length;
    if (count > valuesPerRequest) {
      throw new Refusal('FilterLimitExceeded', `The maximum number of filter values is ${valuesPerRequest}.`);
    }
    const valuesOf = reader(filters, name);
    const tests = values.map((value) => test(parameters.get(`Filter.${number}.Value.${value}`) ?? ''));
    return (item: T) => valuesOf(item).some((value) => tests.some((meets) => meets(value)));
  });
  return items.filter((item) => conditions.every((condition) => condition(item)));
}

function reader<T>({ fields, tags }: Filters<T>, name: string): (item: T) => readonly string[] {
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (field) return field;
  if (tags && name === 'tag-key') return (item) => [...tags(item).keys()];
  if (tags && name.startsWith('tag:')) {
    const key = name.slice('tag:'.length);
    return (item) => {
      const value = tags(item).get(key);
      return value === undefined ? [] : [value];
    };
  }
  throw invalidParameterValue(`The filter '${name}' is invalid`);
}

/** Whether a text is what a filter's value asks for. Most values have no wildcard in them. */
function test(wanted: string): (text: string) => boolean {
  if (!/[\\*?]/.test(wanted)) return (text) => text === wanted;
  const pieces = pattern(wanted);
  return (text) => matches(pieces, text);
}

/** A character that stands for itself, or `any` (*) or `one` (?). */
type Piece = { readonly character: string } | 'any' | 'one';

function pattern(text: string): Piece[] {
  const pieces: Piece[] = [];
  const characters = [...text];
  for (let at = 0; at < characters.length; at += 1) {
    const character = characters[at] as string;
    const next = characters[at + 1];
    if (character === '\\' && next !== undefined) {
      pieces.push({ character: next });
      at += 1;
    } else if (character === '*') pieces.push('any');
    else if (character === '?') pieces.push('one');
    else pieces.push({ character });
  }
  return pieces;
}

/** Goes on from the last `any` after a mismatch, so that no pattern takes exponential time. */
function matches(pieces: readonly Piece[], text: string): boolean {
  const characters = [...text];
  let [at, piece, any, resume] = [0, 0, -1, 0];
  while (at < characters.length) {
    const wanted = pieces[piece];
    if (wanted === 'any') {
      [any, resume] = [piece, at];
      piece += 1;
    } else if (wanted !== undefined && (wanted === 'one' || wanted.character === characters[at])) {
      at += 1;
      piece += 1;
    } else if (any >= 0) {
      resume += 1;
      [piece, at] = [any + 1, resume];
    } else return false;
  }
  return pieces.slice(piece).every((rest) => rest === 'any');
}
