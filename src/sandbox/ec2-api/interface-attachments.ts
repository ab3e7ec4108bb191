import { type Attachment, attachmentStatus, type Instance } from '../world/instance.ts';
import type { Region } from '../world/vpc.ts';
import type { NetworkInterface } from '../world/vpc-security.ts';
import { type Ec2Call, type Ec2Operations, endDryRun } from './call.ts';
import { invalidParameterValue, operationNotPermitted, Refusal } from './errors.ts';
import { interfaceLimits } from './instance-type-limits.ts';
import { find, resourceKinds } from './resource-ids.ts';
import type { XmlFields } from './xml.ts';

/** The attachment of an interface while it lasts: attaching, attached or detaching. */
export function heldAttachment({ attachment }: NetworkInterface, now: number): Attachment | undefined {
  return attachmentStatus(attachment, now) === undefined ? undefined : attachment;
}

/** What is attached to an instance at a moment, in the order of its places. */
export function attachedTo(region: Region, instanceId: string, now: number) {
  return [...region.networkInterfaces.values()]
    .flatMap((nic) => {
      const attachment = heldAttachment(nic, now);
      return attachment?.instanceId === instanceId ? [{ nic, attachment }] : [];
    })
    .sort((a, b) => a.attachment.deviceIndex - b.attachment.deviceIndex);
}

function attach(call: Ec2Call): XmlFields {
  const { world, region, parameters, now } = call;
  const { networkInterface: kind, instance: instances } = resourceKinds;
  const nic = find(kind, region.networkInterfaces, parameters.required(kind.parameter));
  const instance = find(instances, region.instances, parameters.required(instances.parameter));
  const deviceIndex = placeOf(call);
  if (![undefined, '0'].includes(parameters.get('NetworkCardIndex'))) {
    throw invalidParameterValue(
      `The instance type ${instance.instanceType} has one network card: NetworkCardIndex is 0.`,
    );
  }
  endDryRun(call);
  if (heldAttachment(nic, now)) {
    throw new Refusal('InvalidNetworkInterface.InUse', `Interface: [${nic.networkInterfaceId}] in use.`);
  }
  if (region.subnets.get(nic.subnetId)?.availabilityZone !== instance.availabilityZone) {
    throw new Refusal(
      'InvalidParameterCombination',
      'You may not attach a network interface to an instance if they are not in the same availability zone',
    );
  }
  checkPlace(call, instance, deviceIndex);
  const attachment: Attachment = {
    attachmentId: `eni-attach-${world.ids.hex('eni-attach', 17)}`,
    instanceId: instance.instanceId,
    deviceIndex,
    since: now,
    attachedAt: now + world.behaviour.interfaceAttachmentSeconds * 1000,
    deleteOnTermination: false,
  };
  nic.attachment = attachment;
  return { attachmentId: attachment.attachmentId, networkCardIndex: 0 };
}

function placeOf({ parameters }: Ec2Call): number {
  const sent = parameters.required('DeviceIndex');
  if (/^\d{1,4}$/.test(sent)) return Number(sent);
  throw invalidParameterValue(`Value (${sent}) for parameter deviceIndex is invalid. Expecting a number.`);
}

/** The place must be free and the type must allow one interface more. */
function checkPlace({ region, now }: Ec2Call, instance: Instance, deviceIndex: number): void {
  const { instanceId, instanceType } = instance;
  const others = attachedTo(region, instanceId, now);
  if (others.some(({ attachment }) => attachment.deviceIndex === deviceIndex)) {
    throw invalidParameterValue(
      `Instance '${instanceId}' already has an interface attached at device index '${deviceIndex}'.`,
    );
  }
  const most = interfaceLimits(instanceType)?.interfaces ?? 0;
  if (others.length < most) return;
  throw new Refusal(
    'AttachmentLimitExceeded',
    `Interface count ${others.length + 1} exceeds the limit for ${instanceType}`,
  );
}

function detach(call: Ec2Call): XmlFields {
  const { world, region, parameters, now } = call;
  const id = parameters.required('AttachmentId');
  parameters.flag('Force');
  const nic = [...region.networkInterfaces.values()].find((one) => heldAttachment(one, now)?.attachmentId === id);
  const attachment = nic?.attachment;
  if (!attachment) {
    throw new Refusal('InvalidAttachmentID.NotFound', `The networkInterface attachment ID '${id}' does not exist`);
  }
  endDryRun(call);
  if (attachment.deviceIndex === 0) {
    throw operationNotPermitted('The network interface at device index 0 cannot be detached.');
  }
  // A second request while the first one is being carried out changes nothing.
  attachment.detachedAt ??= now + world.behaviour.interfaceAttachmentSeconds * 1000;
  return { return: true };
}

/** AttachNetworkInterface, DetachNetworkInterface. */
export const interfaceAttachments: Ec2Operations = {
  AttachNetworkInterface: {
    parameters: ['NetworkInterfaceId', 'InstanceId', 'DeviceIndex', 'NetworkCardIndex'],
    notImitated: ['EnaSrdSpecification.EnaSrdEnabled', 'EnaQueueCount'],
    answer: attach,
  },
  DetachNetworkInterface: { parameters: ['AttachmentId', 'Force'], answer: detach },
};
