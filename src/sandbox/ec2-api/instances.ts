import type { Instance } from '../world/instance.ts';
import { attachmentStatus } from '../world/instance.ts';
import type { Ec2Call, Ec2Operations } from './call.ts';
import { derivedId } from './derived-id.ts';
import { type Description, describe, describeParameters } from './describe.ts';
import { attachedTo } from './interface-attachments.ts';
import { networkInterfaceXml } from './network-interfaces.ts';
import { resourceKinds } from './resource-ids.ts';
import { tagSet } from './tag-set.ts';
import type { XmlFields } from './xml.ts';

interface OwnedInstance {
  readonly instance: Instance;
  readonly ownerId: string;
  readonly attached: ReturnType<typeof attachedTo>;
}

function owned({ region, caller, now }: Ec2Call, instance: Instance): OwnedInstance {
  return { instance, ownerId: caller.accountId, attached: attachedTo(region, instance.instanceId, now) };
}

/** A reservation with its one instance. */
function reservationXml(call: Ec2Call, { instance, ownerId, attached }: OwnedInstance): XmlFields {
  const primary = networkInterfaceXml(call, (attached[0] as (typeof attached)[number]).nic);
  return {
    reservationId: derivedId('r-', instance.instanceId),
    ownerId,
    groupSet: [],
    instancesSet: [
      {
        instanceId: instance.instanceId,
        imageId: derivedId('ami-', instance.instanceId),
        instanceState: { code: 16, name: 'running' },
        privateDnsName: primary.privateDnsName,
        privateIpAddress: primary.privateIpAddress,
        instanceType: instance.instanceType,
        amiLaunchIndex: 0,
        launchTime: new Date(instance.launchedAt).toISOString(),
        placement: { availabilityZone: instance.availabilityZone, tenancy: 'default' },
        monitoring: { state: 'disabled' },
        subnetId: instance.subnetId,
        vpcId: instance.vpcId,
        sourceDestCheck: primary.sourceDestCheck,
        groupSet: primary.groupSet,
        hypervisor: 'xen', // what EC2 says of Nitro, too
        virtualizationType: 'hvm',
        enaSupport: true,
        networkInterfaceSet: attached.map(({ nic, attachment }) => interfaceXml(call, nic, attachment)),
        tagSet: tagSet(instance.tags),
      },
    ],
  };
}

/** An interface as an instance shows it: some fields fewer than DescribeNetworkInterfaces has. */
function interfaceXml(
  call: Ec2Call,
  nic: OwnedInstance['attached'][number]['nic'],
  attachment: OwnedInstance['attached'][number]['attachment'],
): XmlFields {
  const {
    availabilityZone: _,
    requesterManaged: __,
    tagSet: ___,
    attachment: ____,
    ...told
  } = networkInterfaceXml(call, nic);
  return {
    ...told,
    attachment: {
      attachmentId: attachment.attachmentId,
      deviceIndex: attachment.deviceIndex,
      status: attachmentStatus(attachment, call.now),
      attachTime: new Date(attachment.since).toISOString(),
      deleteOnTermination: attachment.deleteOnTermination,
      networkCardIndex: 0,
    },
  };
}

const description: Description<OwnedInstance> = {
  kind: resourceKinds.instance,
  set: 'reservationSet',
  items: (call) => [...call.region.instances.values()].map((instance) => owned(call, instance)),
  id: ({ instance }) => instance.instanceId,
  render: reservationXml,
  filters: {
    fields: {
      'availability-zone': ({ instance }) => [instance.availabilityZone],
      'instance-id': ({ instance }) => [instance.instanceId],
      'instance-state-code': () => ['16'],
      'instance-state-name': () => ['running'],
      'instance-type': ({ instance }) => [instance.instanceType],
      'network-interface.network-interface-id': ({ attached }) => attached.map(({ nic }) => nic.networkInterfaceId),
      'owner-id': ({ ownerId }) => [ownerId],
      'private-ip-address': ({ attached }) => attached.flatMap(({ nic }) => nic.privateIpAddresses),
      'subnet-id': ({ instance }) => [instance.subnetId],
      'vpc-id': ({ instance }) => [instance.vpcId],
    },
    tags: ({ instance }) => instance.tags,
  },
};

/** DescribeInstances. */
export const instances: Ec2Operations = {
  DescribeInstances: {
    parameters: describeParameters(resourceKinds.instance),
    answer: (call) => describe(call, description),
  },
};
