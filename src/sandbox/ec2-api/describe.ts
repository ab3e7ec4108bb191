import { type Ec2Call, endDryRun } from './call.ts';
import { type Filters, filtered } from './filters.ts';
import { page } from './paging.ts';
import { checkId, notFound, type ResourceKind } from './resource-ids.ts';
import type { Xml, XmlFields } from './xml.ts';

/** How a kind of resource is described. */
export interface Description<T> {
  readonly kind: ResourceKind;
  /** The element of the answer that lists them. */
  readonly set: string;
  readonly filters: Filters<T>;
  /** The most that MaxResults may ask for; 1000 unless it says otherwise. */
  readonly most?: number;
  items(call: Ec2Call): readonly T[];
  id(item: T): string;
  render(call: Ec2Call, item: T): Xml;
}

/** The parameters of every Describe Action that goes by ids and filters. */
export function describeParameters(kind: ResourceKind): readonly string[] {
  return [`${kind.parameter}.N`, 'Filter.N.Name', 'Filter.N.Value.N', 'MaxResults', 'NextToken'];
}

/** Describes what the ids name (NotFound unless all exist) and the filters leave, page by page. */
export function describe<T>(call: Ec2Call, what: Description<T>): XmlFields {
  const ids = call.parameters.list(what.kind.parameter);
  for (const id of ids) checkId(what.kind, id);
  const left = filtered(named(what, what.items(call), ids), call.parameters, what.filters);
  const shown = page(call, left, what.id, what.most);
  endDryRun(call);
  return { [what.set]: shown.items.map((item) => what.render(call, item)), nextToken: shown.nextToken };
}

function named<T>(what: Description<T>, all: readonly T[], ids: readonly string[]): readonly T[] {
  if (ids.length === 0) return all;
  const found = all.filter((item) => ids.includes(what.id(item)));
  const known = new Set(found.map(what.id));
  const missing = ids.filter((id) => !known.has(id));
  if (missing.length > 0) throw notFound(what.kind, ...missing);
  return found;
}
