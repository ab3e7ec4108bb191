import { defaultWorld } from '../../src/sandbox/world/populate.ts';
import { openScenario, type Scenario, twoVpcs } from './scenario.ts';

type Wish = Record<string, unknown>;
type World = ReturnType<typeof defaultWorld>;

/** The default world's DNS host, its VPC and its groups. */
export const dnsHostId = 'i-0c3333333333333c1';
export const dnsHostVpc = 'vpc-0c3333333333333c1';
export const groupIds = [1, 2, 3].map((n) => `00000000-0000-4000-8000-00000000000${n}`) as [string, string, string];

/** A network whose SIMs find the app server by its name, on the DNS host. */
export function dnsPlant(name: string, change: Wish = {}, groupId: string = groupIds[0]): Wish {
  const { peerings } = twoVpcs() as { peerings: Wish[] };
  return {
    name,
    peerings: [peerings[0]],
    airGroup: { groupId },
    dns: { host: 'tokyo-1', zone: 'plant.internal', records: [{ name: 'app', type: 'A', value: '172.21.10.5' }] },
    ...change,
  };
}

/** The default world with more groups; all its instances, and how it behaves, changed by what is given. */
export function dnsWorld(behaviour: object = {}, instance: object = {}): World {
  const file = defaultWorld();
  const instances = file.accounts.flatMap(({ vpcs }) => vpcs.flatMap((vpc) => vpc.instances));
  for (const one of instances) Object.assign(one, instance);
  const groups = groupIds.slice(1).map((groupId) => ({ groupId }));
  return { ...file, behaviour: { ...file.behaviour, ...behaviour }, groups: [...file.groups, ...groups] } as World;
}

/** Puts one more instance into a VPC of the first account; the subnet of its maintenance ENI must be there. */
export function withInstance(file: World, n: number, instanceType: string, vpcId = dnsHostVpc): World {
  const vpc = file.accounts[0]?.vpcs.find((one) => one.vpcId === vpcId);
  const instanceId = `i-0c3333333333333c${n}`;
  vpc?.instances.push({ instanceId, instanceType, managed: true, takesUpInterfaces: true, tags: {} });
  vpc?.networkInterfaces.push({
    networkInterfaceId: `eni-0c3333333333333c${n}`,
    subnetId: vpc.subnets[0]?.subnetId ?? '',
    description: 'maintenance',
    privateIpAddresses: [`${vpc.subnets[0]?.cidrBlock.split('.').slice(0, 3).join('.')}.${10 + n}`],
    instanceId,
    deviceIndex: 0,
    tags: {},
  });
  return file;
}

/** Opens a scenario with the DNS host tokyo-1. */
export async function openDnsScenario(options: Parameters<typeof openScenario>[0] = {}): Promise<Scenario> {
  const scenario = await openScenario(options);
  const { status } = await scenario.api('PUT', '/dns-hosts/tokyo-1', { instanceId: dnsHostId, pool: '10.0.64.0/20' });
  if (status !== 201) throw new Error(`The DNS host was not registered: ${status}`);
  return scenario;
}

/** The Region of the DNS hosts. */
export const dnsRegion = ({ world }: Scenario) => world.region('111111111111', 'ap-northeast-1');

/** Of things, those with the tag of a network. */
export const ofNetwork = <T extends { tags: Map<string, string> }>(things: ReadonlyMap<string, T>, name: string): T[] =>
  [...things.values()].filter(({ tags }) => tags.get('canal:network') === name);

/** What stands of a network's places at EC2, a word each. */
export function standingOf(scenario: Scenario, name: string): string[] {
  const { subnets, routeTables, securityGroups, networkInterfaces } = dnsRegion(scenario);
  const all: readonly (readonly [string, ReadonlyMap<string, { tags: Map<string, string> }>])[] = [
    ['subnet', subnets],
    ['route table', routeTables],
    ['security group', securityGroups],
    ['ENI', networkInterfaces],
  ];
  return all.flatMap(([word, things]) => ofNetwork(things, name).map(() => word));
}

/** Whose names a DNS host serves. */
export const servedBy = (scenario: Scenario, instanceId = dnsHostId): string[] =>
  (dnsRegion(scenario).instances.get(instanceId)?.dns?.tenants ?? []).map(({ name }) => name);

/** What a group has of Air's settings. */
export const airOf = ({ world }: Scenario, groupId: string = groupIds[0]) =>
  world.groups.get(groupId)?.configuration.SoracomAir;

/** The newest run of a network. */
export const runOf = async ({ api }: Scenario, name: string) => (await api('GET', `/networks/${name}`)).body.run;

/** Removes a network; how it stands then. */
export async function down(scenario: Scenario, name: string) {
  const asked = await scenario.api('DELETE', `/networks/${name}`);
  await scenario.machines.settled(asked.body.executionArn);
  return (await scenario.api('GET', `/networks/${name}`)).body;
}
