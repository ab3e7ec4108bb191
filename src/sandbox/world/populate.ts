import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { addSecurity } from './populate-security.ts';
import type { Group } from './sim.ts';
import { sessionFor } from './sim.ts';
import type { RouteTable } from './vpc.ts';
import type { World } from './world.ts';
import { WorldFile } from './world-file.ts';

const defaultFile = new URL('../../../examples/world.yaml', import.meta.url);

let defaultContent: unknown;

/** The world that stands when no other is given. Its file is read once in a process; what is made of it is each world's own. */
export function defaultWorld(): WorldFile {
  defaultContent ??= parse(readFileSync(defaultFile, 'utf8'));
  return WorldFile.parse(structuredClone(defaultContent));
}

/** Fills a fresh world with what its file names. Ids that the file leaves out are drawn from the world's seed. */
export function populate(world: World, file: WorldFile): void {
  for (const account of file.accounts) {
    for (const vpc of account.vpcs) addVpc(world, account.accountId, vpc);
    for (const { roleName, externalId, trusts, denies } of account.roles) {
      const arn = `arn:aws:iam::${account.accountId}:role/${roleName}`;
      world.region(account.accountId, 'ap-northeast-1'); // makes the account
      world.accounts.get(account.accountId)?.roles.set(arn, { arn, externalId, trusts, denies });
    }
  }
  for (const vpg of file.vpgs) addVpg(world, vpg);
  for (const group of file.groups) addGroup(world, group);
}

function addVpc(world: World, accountId: string, vpc: WorldFile['accounts'][number]['vpcs'][number]): void {
  const region = world.region(accountId, vpc.region);
  const { vpcId } = vpc;
  region.vpcs.set(vpcId, {
    vpcId,
    cidrBlock: vpc.cidrBlock,
    secondaryCidrBlocks: vpc.secondaryCidrBlocks,
    tags: new Map(Object.entries(vpc.tags)),
  });
  for (const subnet of vpc.subnets) {
    region.subnets.set(subnet.subnetId, {
      subnetId: subnet.subnetId,
      vpcId,
      cidrBlock: subnet.cidrBlock,
      availabilityZone: subnet.availabilityZone ?? `${vpc.region}a`,
      tags: new Map(Object.entries(subnet.tags)),
    });
  }
  for (const table of vpc.routeTables) region.routeTables.set(table.routeTableId, routeTable(world, vpc, table));
  addSecurity(world, region, vpc);
}

function routeTable(
  world: World,
  vpc: WorldFile['accounts'][number]['vpcs'][number],
  table: WorldFile['accounts'][number]['vpcs'][number]['routeTables'][number],
): RouteTable {
  const association = () => `rtbassoc-${world.ids.hex('rtbassoc', 17)}`;
  const local = [vpc.cidrBlock, ...vpc.secondaryCidrBlocks].map(
    (destinationCidrBlock) => ({ destinationCidrBlock, origin: 'CreateRouteTable', gatewayId: 'local' }) as const,
  );
  return {
    routeTableId: table.routeTableId,
    vpcId: vpc.vpcId,
    associations: [
      ...(table.main ? [{ id: association(), main: true }] : []),
      ...table.subnets.map((subnetId) => ({ id: association(), main: false, subnetId })),
    ],
    routes: [...local, ...table.routes.map((route) => ({ ...route, origin: 'CreateRoute' as const }))],
    tags: new Map(Object.entries(table.tags)),
  };
}

function addVpg(world: World, vpg: WorldFile['vpgs'][number]): void {
  const now = world.clock.now();
  world.vpgs.set(vpg.vpgId, {
    ...vpg,
    operatorId: world.operatorId,
    vpgSubnetCidrRange: vpg.vpgSubnetCidrRange ?? world.nextVpgRange(),
    requesterVpcId: `vpc-${world.ids.hex('requester-vpc', 17)}`,
    listedAt: now,
    createdAt: now,
    lastModifiedAt: now,
    createdBy: now,
    creationFails: false,
  });
}

function addGroup(world: World, file: WorldFile['groups'][number]): void {
  const now = world.clock.now();
  const group: Group = {
    groupId: file.groupId,
    operatorId: world.operatorId,
    tags: file.tags,
    configuration: structuredClone(file.configuration),
    createdAt: now,
    lastModifiedAt: now,
  };
  world.groups.set(group.groupId, group);
  const more = Array.from({ length: file.onlineSims }, () => ({
    status: 'active' as const,
    subscription: 'plan-D',
    online: true,
    comesBack: true,
    tags: {},
  }));
  for (const sim of [...file.sims, ...more]) {
    const simId = ('simId' in sim ? sim.simId : undefined) ?? `89811000${world.ids.digits('sim', 11)}`;
    world.addSim({
      simId,
      imsi: `44010${world.ids.digits('imsi', 10)}`,
      subscription: sim.subscription,
      operatorId: world.operatorId,
      groupId: group.groupId,
      status: sim.status,
      tags: sim.tags,
      session: sim.online && sim.status === 'active' ? sessionFor(group, now) : undefined,
      reconnectsAt: undefined,
      comesBack: sim.comesBack,
      createdAt: now,
      lastModifiedAt: now,
    });
  }
}
