import type { Region } from './vpc.ts';
import type { World } from './world.ts';
import type { WorldFile } from './world-file.ts';

type VpcFile = WorldFile['accounts'][number]['vpcs'][number];

/**
 * Adds the instances of a VPC: those that the file lists and those that only an interface names. Throws a sentence for one
 * without a primary interface, for two interfaces at one place, and for interfaces in more than one zone.
 */
export function addInstances(world: World, region: Region, vpc: VpcFile): void {
  const named = vpc.networkInterfaces.flatMap(({ instanceId }) => instanceId ?? []);
  const listed = vpc.instances.map(({ instanceId }) => instanceId);
  const implied = [...new Set(named)]
    .filter((instanceId) => !listed.includes(instanceId))
    .map((instanceId) => ({
      instanceId,
      instanceType: 't3.small',
      managed: true,
      takesUpInterfaces: true,
      tags: {},
    }));
  for (const file of [...vpc.instances, ...implied]) addInstance(world, region, vpc, file);
}

function addInstance(world: World, region: Region, vpc: VpcFile, file: VpcFile['instances'][number]): void {
  const { instanceId, instanceType, managed, takesUpInterfaces } = file;
  const own = [...region.networkInterfaces.values()].filter(({ attachment }) => attachment?.instanceId === instanceId);
  const places = own.map(({ attachment }) => attachment?.deviceIndex);
  const primary = own.find(({ attachment }) => attachment?.deviceIndex === 0);
  if (!primary) throw new Error(`The world file: ${instanceId} has no interface with the deviceIndex 0.`);
  if (new Set(places).size < places.length) {
    throw new Error(`The world file: ${instanceId} has two interfaces with the same deviceIndex.`);
  }
  const zones = own.map(({ subnetId }) => region.subnets.get(subnetId)?.availabilityZone ?? '');
  const [availabilityZone = ''] = zones;
  if (zones.some((zone) => zone !== availabilityZone)) {
    throw new Error(`The world file: ${instanceId} has interfaces in more than one availability zone.`);
  }
  region.instances.set(instanceId, {
    instanceId,
    instanceType,
    vpcId: vpc.vpcId,
    subnetId: primary.subnetId,
    availabilityZone,
    launchedAt: world.clock.now(),
    managed,
    takesUpInterfaces,
    tags: new Map(Object.entries(file.tags)),
  });
}
