import { ownText } from '../own-text.ts';
import { type Ec2Call, type Ec2Operations, endDryRun } from './call.ts';
import { missingParameter, Refusal } from './errors.ts';
import { filtered } from './filters.ts';
import { page } from './paging.ts';
import { visiblePeerings } from './peering-connections.ts';
import { checkId, notFound, type ResourceKind, resourceKinds } from './resource-ids.ts';
import { checkTagLimit, sentTags } from './tag-set.ts';
import type { XmlFields } from './xml.ts';

interface Tagged {
  readonly id: string;
  readonly kind: ResourceKind;
  readonly tags: Map<string, string>;
}

/** All that can bear tags. A peering's are the caller's own: the other side's account has others. */
function tagged(call: Ec2Call): Tagged[] {
  const { region } = call;
  return [
    ...[...region.vpcs.values()].map(({ vpcId, tags }) => ({ id: vpcId, kind: resourceKinds.vpc, tags })),
    ...[...region.subnets.values()].map(({ subnetId, tags }) => ({ id: subnetId, kind: resourceKinds.subnet, tags })),
    ...[...region.routeTables.values()].map(({ routeTableId, tags }) => ({
      id: routeTableId,
      kind: resourceKinds.routeTable,
      tags,
    })),
    ...[...region.securityGroups.values()].map(({ groupId, tags }) => ({
      id: groupId,
      kind: resourceKinds.securityGroup,
      tags,
    })),
    ...[...region.networkInterfaces.values()].map(({ networkInterfaceId, tags }) => ({
      id: networkInterfaceId,
      kind: resourceKinds.networkInterface,
      tags,
    })),
    ...[...region.instances.values()].map(({ instanceId, tags }) => ({
      id: instanceId,
      kind: resourceKinds.instance,
      tags,
    })),
    ...[...region.networkAcls.values()].map(({ networkAclId, tags }) => ({
      id: networkAclId,
      kind: resourceKinds.networkAcl,
      tags,
    })),
    ...visiblePeerings(call).map(({ id, accepterTags }) => ({ id, kind: resourceKinds.peering, tags: accepterTags })),
  ];
}

/** The resources that a request names: all of them exist, or none is touched. */
function named(call: Ec2Call): Tagged[] {
  const ids = call.parameters.list('ResourceId');
  if (ids.length === 0) throw missingParameter('ResourceIdSet');
  const all = new Map(tagged(call).map((one) => [one.id, one]));
  return ids.map((id) => {
    const kind = Object.values(resourceKinds).find(({ prefix }) => id.startsWith(prefix));
    if (!kind) throw new Refusal('InvalidID', `The ID '${id}' is not valid`);
    checkId(kind, id);
    const found = all.get(id);
    if (!found) throw notFound(kind, id);
    return found;
  });
}

function createTags(call: Ec2Call): XmlFields {
  const sent = sentTags(call.parameters, 'Tag');
  if (sent.length === 0) throw missingParameter('TagSet');
  const resources = named(call);
  for (const { id, tags } of resources) checkTagLimit(id, tags, sent);
  endDryRun(call);
  for (const { tags } of resources) {
    for (const { key, value } of sent) tags.set(ownText(key), ownText(value ?? ''));
  }
  return { return: true };
}

/** Without tags it removes all; without a value, whatever the value is; a tag that is not there is no fault. */
function deleteTags(call: Ec2Call): XmlFields {
  const sent = sentTags(call.parameters, 'Tag');
  const resources = named(call);
  endDryRun(call);
  for (const { tags } of resources) {
    if (sent.length === 0) tags.clear();
    for (const { key, value } of sent) {
      if (value === undefined || tags.get(key) === value) tags.delete(key);
    }
  }
  return { return: true };
}

function describeTags(call: Ec2Call): XmlFields {
  const all = tagged(call).flatMap(({ id, kind, tags }) =>
    [...tags].map(([key, value]) => ({ resourceId: id, resourceType: kind.type, key, value })),
  );
  const left = filtered(all, call.parameters, {
    fields: {
      key: ({ key }) => [key],
      value: ({ value }) => [value],
      'resource-id': ({ resourceId }) => [resourceId],
      'resource-type': ({ resourceType }) => [resourceType],
    },
    tags: ({ key, value }) => new Map([[key, value]]),
  });
  const shown = page(call, left, ({ resourceId, key }) => `${resourceId}/${key}`);
  endDryRun(call);
  return { tagSet: shown.items.map((tag) => ({ ...tag })), nextToken: shown.nextToken };
}

const tagParameters = ['ResourceId.N', 'Tag.N.Key', 'Tag.N.Value'];

/** CreateTags, DeleteTags, DescribeTags. */
export const tags: Ec2Operations = {
  CreateTags: { parameters: tagParameters, answer: createTags },
  DeleteTags: { parameters: tagParameters, answer: deleteTags },
  DescribeTags: {
    parameters: ['Filter.N.Name', 'Filter.N.Value.N', 'MaxResults', 'NextToken'],
    answer: describeTags,
  },
};
