import { readFileSync } from 'node:fs';
import type { WireRequest, WireResponse } from '../../src/sandbox/wire.ts';

/** A field's type and bounds, or the name of a shape that has them. */
interface Field {
  readonly shape?: string;
  readonly type?: 'string' | 'integer' | 'number' | 'boolean' | 'object' | 'list' | 'map' | 'null' | 'any';
  readonly enum?: readonly unknown[];
  readonly maximum?: number;
  /** `ms`: a moment in milliseconds since the epoch. */
  readonly unit?: 'ms';
  readonly required?: true;
  readonly fields?: Readonly<Record<string, Field>>;
  readonly of?: Field;
}

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly token: boolean;
  readonly ids?: Readonly<Record<string, Field>>;
  readonly query?: Readonly<Record<string, Field>>;
  readonly paged?: true;
  readonly body?: Field;
  /** By status; null for an answer whose body the file does not describe. */
  readonly answers: Readonly<Record<string, Field | null>>;
}

/** Where answers on record go beyond the official file. Without a field, another form of the whole shape. */
type Wider =
  | { readonly shape: string; readonly field?: string; readonly also: Field; readonly source: string }
  | { readonly statuses: readonly number[]; readonly source: string };

interface Contract {
  readonly tokenHeaders: readonly string[];
  readonly nextKeyHeader: string;
  readonly operations: Readonly<Record<string, Operation>>;
  readonly shapes: Readonly<Record<string, Field>>;
  readonly wider: readonly Wider[];
}

const contract: Contract = JSON.parse(readFileSync(new URL('./soracom.json', import.meta.url), 'utf8'));

const wideStatuses = contract.wider.flatMap((one) => ('statuses' in one ? one.statuses : []));

/** Every operation of the contract: its operationId, method and path. */
export const contractOperations = Object.entries(contract.operations).map(([operationId, { method, path }]) => ({
  operationId,
  method,
  path,
}));

/** What in a request to the SORACOM API and in its answer is not as the contract says; empty when all is. */
export function checkExchange(request: WireRequest, response: WireResponse): string[] {
  return [...checkRequest(request), ...checkAnswer(request, response)];
}

/** What in a request is not as the contract says. */
export function checkRequest(request: WireRequest): string[] {
  const [pathname = '', search] = request.path.split('?');
  const found = operationOf(request);
  if (!found) return [`${request.method} ${pathname} is no operation of the contract`];
  const { operationId, operation, ids } = found;
  const violations = [
    ...(operation.token ? contract.tokenHeaders : [])
      .filter((name) => !request.headers[name.toLowerCase()])
      .map((name) => `the header ${name} is missing`),
    ...Object.entries(operation.ids ?? {}).flatMap(([name, field]) => check(ids[name], field, name)),
    ...checkQuery(new URLSearchParams(search), operation.query ?? {}),
    ...checkBody(request, operation, ids),
  ];
  return violations.map((violation) => `request of ${operationId}: ${violation}`);
}

/** What in an answer is not as the contract says. */
export function checkAnswer(request: WireRequest, { status, headers, body }: WireResponse): string[] {
  const found = operationOf(request);
  const known = found && String(status) in found.operation.answers;
  const expected = found?.operation.answers[String(status)];
  const violations: string[] = [];
  if (!known && !wideStatuses.includes(status)) violations.push(`status ${status} is not expected`);
  if (status >= 400) violations.push(...checkJson(body, { shape: 'Error' }));
  else if (expected) violations.push(...checkJson(body, expected));
  else if (body !== '') violations.push('a body where none is expected');
  if (headers[contract.nextKeyHeader] !== undefined && !found?.operation.paged) {
    violations.push(`${contract.nextKeyHeader} on what is no list`);
  }
  const name = found?.operationId ?? `${request.method} ${request.path}`;
  return violations.map((violation) => `answer of ${name}: ${violation}`);
}

function operationOf({ method, path }: WireRequest) {
  const segments = (path.split('?')[0] ?? '').split('/');
  for (const [operationId, operation] of Object.entries(contract.operations)) {
    const pattern = `/v1${operation.path}`.split('/');
    if (operation.method !== method || pattern.length !== segments.length) continue;
    const isId = (part: string) => part.startsWith('{');
    if (!pattern.every((part, at) => (isId(part) ? segments[at] !== '' : part === segments[at]))) continue;
    const ids = pattern.flatMap((part, at) =>
      isId(part) ? [[part.slice(1, -1), decoded(segments[at] ?? '')] as const] : [],
    );
    return { operationId, operation, ids: Object.fromEntries(ids) as Record<string, string> };
  }
  return undefined;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function checkQuery(query: URLSearchParams, fields: Readonly<Record<string, Field>>): string[] {
  return [...new Set(query.keys())].flatMap((name) => {
    const field = fields[name];
    const values = query.getAll(name);
    if (!field) return [`the query parameter ${name} is unknown`];
    if (field.type === 'list') return [];
    if (values.length > 1) return [`the query parameter ${name} is given more than once`];
    const [value = ''] = values;
    return check(field.type === 'integer' && /^-?\d+$/.test(value) ? Number(value) : value, field, name);
  });
}

function checkBody({ headers, body }: WireRequest, { body: expected, path }: Operation, ids: Record<string, string>) {
  if (!expected) return body === '' ? [] : ['a body where none is expected'];
  const violations = checkJson(body, expected);
  if (!headers['content-type']?.startsWith('application/json')) violations.push('its Content-Type is not JSON');
  if (violations.length > 0 || !path.endsWith('{namespace}') || ids.namespace !== 'SoracomAir') return violations;
  const parameters = JSON.parse(body) as { key: string; value: unknown }[];
  return check(Object.fromEntries(parameters.map(({ key, value }) => [key, value])), { shape: 'SoracomAir' }, '');
}

function checkJson(text: string, expected: Field): string[] {
  try {
    return check(JSON.parse(text), expected, '');
  } catch {
    return ['the body is not JSON'];
  }
}

/** What is wrong with a value, by the official file or else by what is on record beyond it. */
function check(value: unknown, field: Field, at: string): string[] {
  if (field.shape === undefined) return checkPlain(value, field, at);
  const shape = contract.shapes[field.shape];
  if (!shape) throw new Error(`The contract has no shape ${field.shape}.`);
  const alternatives = contract.wider.filter((one) => 'shape' in one && one.shape === field.shape);
  const fields = { ...shape.fields };
  const whole: Field[] = [];
  for (const one of alternatives) {
    if (!('shape' in one)) continue;
    if (one.field === undefined) whole.push(one.also);
    else fields[one.field] ??= one.also;
  }
  const also = (name: string): Field[] =>
    alternatives.flatMap((one) => ('field' in one && one.field === name ? [one.also] : []));
  const violations = checkPlain(value, shape.fields ? { ...shape, fields } : shape, at, also);
  return whole.some((other) => check(value, other, at).length === 0) ? [] : violations;
}

function checkPlain(value: unknown, field: Field, at: string, also: (name: string) => Field[] = () => []): string[] {
  const where = at === '' ? 'the body' : at;
  const shown = JSON.stringify(value) ?? 'nothing';
  if (!isOfType(value, field.type)) return [`${where} is ${shown} and not of type ${field.type}`];
  if (field.enum && !field.enum.includes(value))
    return [`${where} is ${shown} and not one of ${field.enum.join(', ')}`];
  if (field.maximum !== undefined && (value as number) > field.maximum) return [`${where} is above ${field.maximum}`];
  if (field.unit === 'ms' && (value as number) < 1e12) return [`${where} is ${shown}: too small for milliseconds`];
  if (field.type === 'list' && field.of) {
    const { of } = field;
    return (value as unknown[]).flatMap((item, index) => check(item, of, `${at}[${index}]`));
  }
  if (field.type === 'map' && field.of) {
    const { of } = field;
    return Object.entries(value as object).flatMap(([key, item]) => check(item, of, within(at, key)));
  }
  if (field.type !== 'object' || !field.fields) return [];
  const { fields } = field;
  const given = value as Record<string, unknown>;
  const missing = Object.entries(fields).filter(([name, one]) => one.required && !Object.hasOwn(given, name));
  return [
    ...missing.map(([name]) => `${within(at, name)} is missing`),
    ...Object.entries(given).flatMap(([name, item]) => {
      const one = Object.hasOwn(fields, name) ? fields[name] : undefined;
      if (!one) return [`${within(at, name)} is unknown`];
      const violations = check(item, one, within(at, name));
      return also(name).some((other) => check(item, other, at).length === 0) ? [] : violations;
    }),
  ];
}

const within = (at: string, name: string): string => (at === '' ? name : `${at}.${name}`);

function isOfType(value: unknown, type: Field['type']): boolean {
  switch (type) {
    case 'string':
    case 'boolean':
      return typeof value === type;
    case 'integer':
      return Number.isInteger(value);
    case 'number':
      return Number.isFinite(value);
    case 'list':
      return Array.isArray(value);
    case 'object':
    case 'map':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    case 'null':
      return value === null;
    default:
      return value !== undefined;
  }
}
