import * as z from 'zod/mini';

/** Tags as they are created: name to value. */
export const TagSet = z.record(z.string().check(z.minLength(1)), z.string());

/** Tags as they are changed: those that are not named stay. */
export const TagUpdates = z.array(z.strictObject({ tagName: z.string().check(z.minLength(1)), tagValue: z.string() }));

/** The query parameters that filter a list by one tag. */
export const tagQuery = {
  tag_name: z.exactOptional(z.string()),
  tag_value: z.exactOptional(z.string()),
  tag_value_match_mode: z._default(z.enum(['exact', 'prefix']), 'exact'),
};

interface TagQuery {
  readonly tag_name?: string;
  readonly tag_value?: string;
  readonly tag_value_match_mode: 'exact' | 'prefix';
}

/** Whether a name and a value were given, or neither: what SORACOM's file asks for. */
export const pairedTag = ({ tag_name, tag_value }: TagQuery): boolean =>
  (tag_name === undefined) === (tag_value === undefined);

/** What is said when one is missing. */
export const unpairedTag = { error: 'tag_name and tag_value must be given together' };

/** Whether tags are those that a list is filtered by. */
export function hasTag(tags: Readonly<Record<string, string>>, query: TagQuery): boolean {
  const { tag_name: name, tag_value: wanted = '' } = query;
  if (name === undefined) return true;
  const value: unknown = tags[name]; // what every object inherits is no text
  if (typeof value !== 'string') return false;
  return query.tag_value_match_mode === 'prefix' ? value.startsWith(wanted) : value === wanted;
}

/** The tags after an update. */
export const tagsWith = (
  tags: Readonly<Record<string, string>>,
  updates: z.output<typeof TagUpdates>,
): Record<string, string> =>
  Object.fromEntries([
    ...Object.entries(tags),
    ...updates.map(({ tagName, tagValue }) => [tagName, tagValue] as const),
  ]);

/** The tags without one. */
export const tagsWithout = (tags: Readonly<Record<string, string>>, name: string): Record<string, string> =>
  Object.fromEntries(Object.entries(tags).filter(([other]) => other !== name));
