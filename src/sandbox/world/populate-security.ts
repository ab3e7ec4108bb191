import { Address4 } from 'ip-address';
import { addInstances } from './populate-instances.ts';
import type { Region } from './vpc.ts';
import type { NetworkAclEntry, SecurityGroup, SecurityGroupRule } from './vpc-security.ts';
import type { World } from './world.ts';
import type { WorldFile } from './world-file.ts';

type VpcFile = WorldFile['accounts'][number]['vpcs'][number];

/**
 * Adds a VPC's security groups, interfaces, instances and network ACLs, and those that AWS makes by itself: a default group that
 * admits only its own members, and a default ACL that allows everything. Throws a sentence for what cannot be.
 */
export function addSecurity(world: World, region: Region, vpc: VpcFile): void {
  addGroups(world, region, vpc);
  for (const one of vpc.networkInterfaces) addInterface(world, region, vpc, one);
  addInstances(world, region, vpc);
  addAcls(world, region, vpc);
}

function addGroups(world: World, region: Region, vpc: VpcFile): void {
  const ruleId = () => `sgr-${world.ids.hex('sgr', 17)}`;
  const out = (): SecurityGroupRule => ({ ruleId: ruleId(), egress: true, protocol: '-1', cidrBlock: '0.0.0.0/0' });
  for (const file of vpc.securityGroups) {
    const rules = file.ingress.flatMap(({ cidrBlocks, groups, ...rule }) =>
      [...cidrBlocks.map((cidrBlock) => ({ cidrBlock })), ...groups.map((groupId) => ({ groupId }))].map((from) => ({
        ...rule,
        ...from,
        ruleId: ruleId(),
        egress: false,
      })),
    );
    add(region, vpc, { ...file, rules: [...rules, out()] });
  }
  if (vpc.securityGroups.some(({ groupName }) => groupName === 'default')) return;
  const groupId = `sg-${world.ids.hex('sg', 17)}`;
  const own: SecurityGroupRule = { ruleId: ruleId(), egress: false, protocol: '-1', groupId };
  const description = 'default VPC security group';
  add(region, vpc, { groupId, groupName: 'default', description, rules: [own, out()], tags: {} });
}

function add(
  region: Region,
  { vpcId }: VpcFile,
  { groupId, groupName, description, rules, tags }: Omit<SecurityGroup, 'tags' | 'vpcId'> & { tags: object },
): void {
  const group = { groupId, groupName, description, vpcId, rules, tags: new Map(Object.entries(tags)) };
  region.securityGroups.set(groupId, group);
}

function addInterface(world: World, region: Region, vpc: VpcFile, file: VpcFile['networkInterfaces'][number]): void {
  const { networkInterfaceId: id, subnetId, privateIpAddresses, instanceId, deviceIndex } = file;
  const subnet = vpc.subnets.find((one) => one.subnetId === subnetId);
  if (!subnet) throw new Error(`The world file: ${id} is in subnet ${subnetId}, which ${vpc.vpcId} does not have.`);
  for (const address of privateIpAddresses) {
    if (!new Address4(address).isInSubnet(new Address4(subnet.cidrBlock))) {
      throw new Error(`The world file: ${id} has ${address}, which is not in ${subnet.cidrBlock} of ${subnetId}.`);
    }
    const taken = [...region.networkInterfaces.values()].find(
      (other) => other.vpcId === vpc.vpcId && other.privateIpAddresses.includes(address),
    );
    if (taken) throw new Error(`The world file: ${id} and ${taken.networkInterfaceId} both have ${address}.`);
  }
  const groups = [...region.securityGroups.values()].filter(({ vpcId }) => vpcId === vpc.vpcId);
  const groupIds =
    file.groups ?? groups.filter(({ groupName }) => groupName === 'default').map(({ groupId }) => groupId);
  const unknown = groupIds.find((groupId) => !groups.some((group) => group.groupId === groupId));
  const now = world.clock.now();
  if (unknown) throw new Error(`The world file: ${id} has group ${unknown}, which ${vpc.vpcId} does not have.`);
  region.networkInterfaces.set(id, {
    networkInterfaceId: id,
    vpcId: vpc.vpcId,
    subnetId,
    description: file.description,
    privateIpAddresses,
    groupIds,
    sourceDestCheck: true,
    ...(instanceId === undefined
      ? {}
      : {
          attachment: {
            attachmentId: `eni-attach-${world.ids.hex('eni-attach', 17)}`,
            instanceId,
            deviceIndex,
            since: now,
            attachedAt: now,
            deleteOnTermination: true,
          },
        }),
    tags: new Map(Object.entries(file.tags)),
  });
}

const allowAll: readonly NetworkAclEntry[] = [false, true].map((egress) => ({
  ruleNumber: 100,
  egress,
  protocol: '-1',
  action: 'allow',
  cidrBlock: '0.0.0.0/0',
}));

function addAcls(world: World, region: Region, vpc: VpcFile): void {
  const named = vpc.networkAcls.flatMap(({ subnets }) => subnets);
  const rest = vpc.subnets.map(({ subnetId }) => subnetId).filter((subnetId) => !named.includes(subnetId));
  const files = vpc.networkAcls.some((file) => file.default)
    ? vpc.networkAcls
    : [
        ...vpc.networkAcls,
        { networkAclId: `acl-${world.ids.hex('acl', 17)}`, default: true, subnets: [], entries: allowAll, tags: {} },
      ];
  for (const file of files) {
    const subnets = [...file.subnets, ...(file.default ? rest : [])];
    const unknown = subnets.find((subnetId) => !vpc.subnets.some((subnet) => subnet.subnetId === subnetId));
    if (unknown) {
      throw new Error(`The world file: ${file.networkAclId} names ${unknown}, which ${vpc.vpcId} does not have.`);
    }
    region.networkAcls.set(file.networkAclId, {
      networkAclId: file.networkAclId,
      vpcId: vpc.vpcId,
      isDefault: file.default,
      associations: subnets.map((subnetId) => ({ id: `aclassoc-${world.ids.hex('aclassoc', 17)}`, subnetId })),
      entries: [...file.entries].sort((a, b) => a.ruleNumber - b.ruleNumber),
      tags: new Map(Object.entries(file.tags)),
    });
  }
}
