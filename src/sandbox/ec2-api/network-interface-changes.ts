import { Address4 } from 'ip-address';
import type { Subnet } from '../world/vpc.ts';
import type { NetworkInterface } from '../world/vpc-security.ts';
import { type Ec2Call, type Ec2Operations, endDryRun } from './call.ts';
import { invalidParameterValue, Refusal } from './errors.ts';
import { heldAttachment } from './interface-attachments.ts';
import { networkInterfaceXml } from './network-interfaces.ts';
import { find, resourceKinds } from './resource-ids.ts';
import { freeAddresses } from './subnets.ts';
import { specifiedTags, tagSpecification } from './tag-set.ts';
import type { XmlFields } from './xml.ts';

/** AWS's quota of a Region, as it stands in a new account. */
const interfacesPerRegion = 5000;

/** The same client token again gives the same interface; with another request it is refused. */
function createNetworkInterface(call: Ec2Call): XmlFields {
  const { world, region, parameters } = call;
  const subnet = find(resourceKinds.subnet, region.subnets, parameters.required('SubnetId'));
  const groupIds = groupsFor(call, subnet.vpcId);
  const tags = specifiedTags(call, resourceKinds.networkInterface);
  const clientToken = parameters.get('ClientToken');
  const sent = parameters.get('PrivateIpAddress');
  const request = JSON.stringify([subnet.subnetId, sent, groupIds, parameters.get('Description')]);
  endDryRun(call);
  const twin =
    clientToken && [...region.networkInterfaces.values()].find((nic) => nic.createdBy?.clientToken === clientToken);
  if (twin) {
    if (twin.createdBy?.request === request) return { networkInterface: networkInterfaceXml(call, twin), clientToken };
    throw new Refusal('IdempotentParameterMismatch', 'The client token was used with other parameters before.');
  }
  if (region.networkInterfaces.size >= interfacesPerRegion) {
    throw new Refusal('NetworkInterfaceLimitExceeded', 'The maximum number of network interfaces has been reached.');
  }
  const address = sent === undefined ? freeAddress(call, subnet) : givenAddress(call, subnet, sent);
  const nic: NetworkInterface = {
    networkInterfaceId: `eni-${world.ids.hex('eni', 17)}`,
    vpcId: subnet.vpcId,
    subnetId: subnet.subnetId,
    description: parameters.get('Description') ?? '',
    privateIpAddresses: [address],
    groupIds,
    sourceDestCheck: true,
    tags,
    ...(clientToken === undefined ? {} : { createdBy: { clientToken, request } }),
  };
  region.networkInterfaces.set(nic.networkInterfaceId, nic);
  return { networkInterface: networkInterfaceXml(call, nic), clientToken };
}

/** The security groups that a call names, all of the VPC; without any, the VPC's default group. */
function groupsFor({ region, parameters }: Ec2Call, vpcId: string): string[] {
  const ids = parameters.list('SecurityGroupId');
  if (ids.length === 0) {
    const groups = [...region.securityGroups.values()].filter((group) => group.vpcId === vpcId);
    return groups.filter(({ groupName }) => groupName === 'default').map(({ groupId }) => groupId);
  }
  for (const id of ids) {
    const group = find(resourceKinds.securityGroup, region.securityGroups, id);
    if (group.vpcId === vpcId) continue;
    throw new Refusal('InvalidParameterValue', `You have specified two resources that belong to different networks.`);
  }
  return ids;
}

const isTaken = ({ region }: Ec2Call, { subnetId }: Subnet, address: string): boolean =>
  [...region.networkInterfaces.values()].some(
    (nic) => nic.subnetId === subnetId && nic.privateIpAddresses.includes(address),
  );

/** AWS keeps the first four addresses of a subnet and the last one. */
function isReserved({ cidrBlock }: Subnet, address: Address4): boolean {
  const range = new Address4(cidrBlock);
  const at = address.bigInt() - range.startAddress().bigInt();
  return at < 4n || address.bigInt() === range.endAddress().bigInt();
}

function givenAddress(call: Ec2Call, subnet: Subnet, sent: string): string {
  if (!Address4.isValid(sent) || sent.includes('/')) {
    throw invalidParameterValue(`Value (${sent}) for parameter address is invalid. Invalid IP address.`);
  }
  const address = new Address4(sent);
  if (!address.isInSubnet(new Address4(subnet.cidrBlock))) {
    throw invalidParameterValue(`Address ${sent} does not fall within the subnet's address range`);
  }
  if (isReserved(subnet, address)) {
    throw invalidParameterValue(`Address ${sent} is in subnet's reserved address range`);
  }
  if (isTaken(call, subnet, sent)) {
    throw new Refusal('InvalidIPAddress.InUse', `Address ${sent} is in use.`);
  }
  return sent;
}

function freeAddress(call: Ec2Call, subnet: Subnet): string {
  if (freeAddresses(call, subnet) > 0) {
    const first = new Address4(subnet.cidrBlock).startAddress();
    for (let at = 4; ; at += 1) {
      const address = first.offset(at)?.correctForm() ?? '';
      if (!isTaken(call, subnet, address)) return address;
    }
  }
  throw new Refusal(
    'InsufficientFreeAddressesInSubnet',
    `The specified subnet does not have enough free addresses to satisfy the request.`,
  );
}

function deleteNetworkInterface(call: Ec2Call): XmlFields {
  const { region, parameters, now } = call;
  const nic = find(resourceKinds.networkInterface, region.networkInterfaces, parameters.required('NetworkInterfaceId'));
  endDryRun(call);
  if (heldAttachment(nic, now)) {
    throw invalidParameterValue(`Network interface '${nic.networkInterfaceId}' is currently in use.`);
  }
  region.networkInterfaces.delete(nic.networkInterfaceId);
  return { return: true };
}

const attributes = ['Description.Value', 'SourceDestCheck.Value', 'SecurityGroupId.N', 'Attachment.AttachmentId'];

/** One attribute a call, as EC2 has it. */
function modifyAttribute(call: Ec2Call): XmlFields {
  const { region, parameters, now } = call;
  const nic = find(resourceKinds.networkInterface, region.networkInterfaces, parameters.required('NetworkInterfaceId'));
  const sent = attributes.filter((name) =>
    name.endsWith('.N') ? parameters.list(name.slice(0, -2)).length > 0 : parameters.has(name),
  );
  if (sent.length !== 1) {
    throw new Refusal('InvalidParameterCombination', 'Exactly one attribute must be specified, and only one.');
  }
  const [attribute] = sent;
  const groups = attribute === 'SecurityGroupId.N' ? groupsFor(call, nic.vpcId) : undefined;
  const attachment = attribute === 'Attachment.AttachmentId' ? namedAttachment(call, nic, now) : undefined;
  const kept = attachment && parameters.flag('Attachment.DeleteOnTermination');
  const check = parameters.flag('SourceDestCheck.Value');
  endDryRun(call);
  if (groups) nic.groupIds = groups;
  if (attachment && kept !== undefined) attachment.deleteOnTermination = kept;
  if (check !== undefined) nic.sourceDestCheck = check;
  if (attribute === 'Description.Value') nic.description = parameters.get('Description.Value') ?? '';
  return { return: true };
}

function namedAttachment({ parameters }: Ec2Call, nic: NetworkInterface, now: number) {
  const id = parameters.required('Attachment.AttachmentId');
  const attachment = heldAttachment(nic, now);
  if (attachment?.attachmentId === id) return attachment;
  throw new Refusal('InvalidAttachmentID.NotFound', `The networkInterface attachment ID '${id}' does not exist`);
}

/** CreateNetworkInterface, DeleteNetworkInterface, ModifyNetworkInterfaceAttribute. */
export const networkInterfaceChanges: Ec2Operations = {
  CreateNetworkInterface: {
    parameters: [
      'SubnetId',
      'Description',
      'PrivateIpAddress',
      'SecurityGroupId.N',
      'ClientToken',
      ...tagSpecification,
    ],
    notImitated: [
      'EnablePrimaryIpv6',
      'InterfaceType',
      'Ipv4PrefixCount',
      'Ipv4Prefix.N.Ipv4Prefix',
      'Ipv6AddressCount',
      'Ipv6Addresses.N.Ipv6Address',
      'PrivateIpAddresses.N.Primary',
      'PrivateIpAddresses.N.PrivateIpAddress',
      'SecondaryPrivateIpAddressCount',
    ],
    answer: createNetworkInterface,
  },
  DeleteNetworkInterface: { parameters: ['NetworkInterfaceId'], answer: deleteNetworkInterface },
  ModifyNetworkInterfaceAttribute: {
    parameters: ['NetworkInterfaceId', ...attributes, 'Attachment.DeleteOnTermination'],
    notImitated: ['EnaSrdSpecification.EnaSrdEnabled', 'EnablePrimaryIpv6', 'AssociatePublicIpAddress'],
    answer: modifyAttribute,
  },
};
