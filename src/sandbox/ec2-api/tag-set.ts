import type { Ec2Call } from './call.ts';
import { invalidParameterValue, Refusal } from './errors.ts';
import type { QueryParameters } from './query-parameters.ts';
import type { ResourceKind } from './resource-ids.ts';
import type { Xml } from './xml.ts';

/** A tag of a request; without a value only where DeleteTags means any. */
export interface SentTag {
  readonly key: string;
  readonly value: string | undefined;
}

const tagsPerResource = 50;

/** The `tagSet` element: tags in the order in which they were first set. */
export function tagSet(tags: ReadonlyMap<string, string>): Xml {
  return [...tags].map(([key, value]) => ({ key, value }));
}

/** The tags that a request sends as `PREFIX.N.Key` and `PREFIX.N.Value`, by EC2's rules for keys and values. */
export function sentTags(parameters: QueryParameters, prefix: string): SentTag[] {
  const keys = new Set<string>();
  return parameters.numbers(prefix).map((number) => {
    const key = parameters.get(`${prefix}.${number}.Key`);
    if (key === undefined) throw invalidParameterValue('Tag key cannot be empty.');
    const sent = parameters.has(`${prefix}.${number}.Value`);
    const value = sent ? (parameters.get(`${prefix}.${number}.Value`) ?? '') : undefined;
    if ([...key].length > 128) throw invalidParameterValue('Tag key exceeds the maximum length of 128 characters');
    if ([...(value ?? '')].length > 256) {
      throw invalidParameterValue('Tag value exceeds the maximum length of 256 characters');
    }
    if (/^aws:/i.test(key)) throw invalidParameterValue("Tag keys starting with 'aws:' are reserved for internal use");
    if (keys.has(key)) throw invalidParameterValue(`Duplicate tag key '${key}' specified.`);
    keys.add(key);
    return { key, value };
  });
}

/** TagLimitExceeded when a resource would have more tags than EC2 lets it have. */
export function checkTagLimit(id: string, has: ReadonlyMap<string, string>, sent: readonly SentTag[]): void {
  const keys = new Set([...has.keys(), ...sent.map(({ key }) => key)]);
  if (keys.size <= tagsPerResource) return;
  throw new Refusal('TagLimitExceeded', `The maximum number of Tags for ${id} is ${tagsPerResource}.`);
}

/** The parameters by which an Action that makes something takes its tags. */
export const tagSpecification: readonly string[] = [
  'TagSpecification.N.ResourceType',
  'TagSpecification.N.Tag.N.Key',
  'TagSpecification.N.Tag.N.Value',
];

/** The tags that a call gives to the thing of one kind that it makes. */
export function specifiedTags({ parameters }: Ec2Call, kind: ResourceKind): Map<string, string> {
  const tags = new Map<string, string>();
  for (const number of parameters.numbers('TagSpecification')) {
    const type = parameters.required(`TagSpecification.${number}.ResourceType`);
    if (type !== kind.type) {
      throw invalidParameterValue(`'${type}' is not a valid taggable resource type for this operation.`);
    }
    for (const { key, value } of sentTags(parameters, `TagSpecification.${number}.Tag`)) tags.set(key, value ?? '');
  }
  checkTagLimit(`the ${kind.type.replaceAll('-', ' ')}`, tags, []);
  return tags;
}
