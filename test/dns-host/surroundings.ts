import type { NetworkInterface, RouteTable, RouteTableAssociation } from '@aws-sdk/client-ec2';
import { Address4 } from 'ip-address';
import { ip, must } from './commands.ts';
import type { Picture, Vpg } from './picture.ts';

const addressAt = (range: string, place: number) => new Address4(range).startAddress().offset(place).correctForm();
const lengthOf = (range: string) => range.split('/')[1];

/** The network namespace of a tenant's SIM, whose address is the tenth of its VPG's range. */
export const simSpace = (network: string): string => `sim-${network}`;
/** The network namespace of a tenant's VPG. */
export const vpgSpace = (network: string): string => `vpg-${network}`;
/** The DNS host's own. */
export const hostSpace = 'host';
/** The one that all of the VPC's routers are in, and its resolver. */
export const vpcSpace = 'vpc';

/** Takes all network namespaces away, with what stands in them. */
export const clearPicture = (): Promise<string> => must('ip', ['-all', 'netns', 'delete']);

/** The address that a SIM of a VPG has towards the VPC. */
export const simAddress = (vpg: Vpg): string => addressAt(vpg.vpgSubnetCidrRange, 10);
/** The address of the VPC's resolver. */
export const resolverOf = (picture: Picture): string => addressAt(picture.vpcCidrBlock, 2);

async function makeSpace(space: string, forwards: boolean): Promise<void> {
  await must('ip', ['netns', 'add', space]);
  await ip(space, ['link set lo up']);
  const settings = `net.ipv4.ip_forward=${forwards ? 1 : 0}\nnet.ipv4.conf.all.rp_filter=0\nnet.ipv4.conf.default.rp_filter=0\n`;
  await must('ip', ['netns', 'exec', space, 'sysctl', '-q', '-p', '-'], settings);
}

const indexOf = (eni: NetworkInterface) => eni.Attachment?.DeviceIndex ?? -1;

/** The route table that serves a subnet: its own, or the main one. */
function tableOf(picture: Picture, subnetId: string | undefined): RouteTable {
  const has = (test: (one: RouteTableAssociation) => boolean) =>
    picture.routeTables.find(({ Associations = [] }) => Associations.some(test));
  const table = has((one) => one.SubnetId === subnetId) ?? has((one) => one.Main === true);
  if (!table) throw new Error(`no route table serves ${subnetId}`);
  return table;
}

/** The routes of a subnet as Linux has them: all of the VPC is local, and peerings lead to VPGs. */
function routesOf(picture: Picture, subnetId: string | undefined, number: number): string[] {
  const peerings = picture.vpgs.map((vpg) => Object.keys(vpg.vpcPeeringConnections));
  return (tableOf(picture, subnetId).Routes ?? []).flatMap((route): string[] => {
    if (route.GatewayId === 'local') {
      return picture.networkInterfaces.map((eni) => {
        const range = picture.subnets.find(({ SubnetId }) => SubnetId === eni.SubnetId)?.CidrBlock;
        return `route add ${range} dev subnet${indexOf(eni)} table ${number}`;
      });
    }
    const at = peerings.findIndex((ids) => ids.includes(route.VpcPeeringConnectionId ?? ''));
    if (at === -1 || route.State !== 'active') return [];
    return [`route add ${route.DestinationCidrBlock} via 169.254.${at}.2 dev peering${at} table ${number}`];
  });
}

/** A subnet: its router's side in the VPC, its ENI's side in the host, not yet up. */
async function makeSubnet(picture: Picture, eni: NetworkInterface): Promise<void> {
  const index = indexOf(eni);
  const range = picture.subnets.find(({ SubnetId }) => SubnetId === eni.SubnetId)?.CidrBlock ?? '';
  const table = 1000 + index;
  await ip(vpcSpace, [
    `link add subnet${index} type veth peer name eth${index} address ${eni.MacAddress} netns ${hostSpace}`,
    `address add ${addressAt(range, 1)}/${lengthOf(range)} dev subnet${index}`,
    `link set subnet${index} up`,
    // EC2's source/destination check: what an ENI sends has its own address. Then the subnet's route table decides.
    `rule add priority ${table} iif subnet${index} from ${eni.PrivateIpAddress} lookup ${table}`,
    `rule add priority 2000 iif subnet${index} blackhole`,
  ]);
}

/** What the security groups of the host's ENIs let in. */
function letIn(picture: Picture): string[] {
  return picture.networkInterfaces.flatMap(({ PrivateIpAddress, Groups = [] }) => {
    const own = picture.securityGroups.filter(({ GroupId }) => Groups.some((one) => one.GroupId === GroupId));
    return own.flatMap(({ IpPermissions = [] }) =>
      IpPermissions.flatMap(({ IpProtocol, FromPort, ToPort, IpRanges = [] }) =>
        IpRanges.map(
          ({ CidrIp }) => `from ${CidrIp} to ${PrivateIpAddress} ipproto ${IpProtocol} dport ${FromPort}-${ToPort}`,
        ),
      ),
    );
  });
}

/** A VPG with its SIM. What comes over its peering reaches any ENI of the VPC whose security group lets it in. */
async function makeVpg(picture: Picture, vpg: Vpg, at: number): Promise<void> {
  const [space, sim] = [vpgSpace(vpg.network), simSpace(vpg.network)];
  await makeSpace(space, true);
  await makeSpace(sim, false);
  await ip(vpcSpace, [
    `link add peering${at} type veth peer name vpc netns ${space}`,
    `address add 169.254.${at}.1/30 dev peering${at}`,
    `link set peering${at} up`,
    ...letIn(picture).map((what) => `rule add priority 1100 iif peering${at} ${what} lookup main`),
    `rule add priority 2000 iif peering${at} blackhole`,
  ]);
  const length = lengthOf(vpg.vpgSubnetCidrRange);
  await ip(space, [
    `address add 169.254.${at}.2/30 dev vpc`,
    'link set vpc up',
    `link add sim type veth peer name modem netns ${sim}`,
    `address add ${addressAt(vpg.vpgSubnetCidrRange, 1)}/${length} dev sim`,
    'link set sim up',
    ...Object.values(vpg.vpcPeeringConnections).map(
      ({ destinationCidrBlock }) => `route add ${destinationCidrBlock} via 169.254.${at}.1`,
    ),
  ]);
  await ip(sim, [
    `address add ${simAddress(vpg)}/${length} dev modem`,
    'link set modem up',
    `route add default via ${addressAt(vpg.vpgSubnetCidrRange, 1)}`,
  ]);
}

/**
 * Builds a picture out of network namespaces: the host with its ENIs (addresses of tenants not yet taken up), the VPC's
 * routers, a VPG and a SIM for each tenant.
 */
export async function buildPicture(picture: Picture): Promise<void> {
  await makeSpace(hostSpace, false);
  await makeSpace(vpcSpace, true);
  for (const eni of picture.networkInterfaces) await makeSubnet(picture, eni);
  for (const [at, vpg] of picture.vpgs.entries()) await makeVpg(picture, vpg, at);
  for (const eni of picture.networkInterfaces) {
    await ip(vpcSpace, routesOf(picture, eni.SubnetId, 1000 + indexOf(eni)));
  }
  const first = picture.networkInterfaces.find((eni) => indexOf(eni) === 0);
  const range = picture.subnets.find(({ SubnetId }) => SubnetId === first?.SubnetId)?.CidrBlock ?? '';
  await ip(hostSpace, [
    `address add ${first?.PrivateIpAddress}/${lengthOf(range)} dev eth0`,
    'link set eth0 up',
    `route add default via ${addressAt(range, 1)}`,
  ]);
  await ip(vpcSpace, [`address add ${resolverOf(picture)}/32 dev lo`]);
}
