import { createHash } from 'node:crypto';
import {
  DescribeNetworkInterfacesCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { defaultWorldFile, openScenario, type Scenario } from '../support/scenario.ts';
import type { Picture, Vpg } from './picture.ts';

const instanceId = 'i-0c3333333333333c1';
const vpcId = 'vpc-0c3333333333333c1';
const uuid = (kind: number, index: number) => `0000000${kind}-0000-4000-8000-00000000000${index}`;

/** A bundle as the workflow has put it into the sandbox's S3. */
export interface PutBundle {
  readonly bytes: Uint8Array;
  readonly sha256: string;
  readonly key: string;
}

/** A sandbox with a DNS host, and VPGs that all have the same range. */
export interface DnsWorld {
  readonly scenario: Scenario;
  /** Makes the network of an index, with these records; throws if its run does not end ready. */
  up(index: number, dns: Record<string, unknown>): Promise<void>;
  /** Removes the network of an index. */
  down(index: number): Promise<void>;
  /** What stands at EC2 and SORACOM now. */
  picture(): Promise<Picture>;
  /** The newest bundle of the host. */
  bundle(): PutBundle;
}

/** The default world, but the host is larger, and three VPGs and groups stand ready, of customers with the same range. */
function worldFile(): unknown {
  const text = JSON.stringify(defaultWorldFile()).replace('t3.small', 't3.xlarge');
  const file = JSON.parse(text) as { groups: object[] };
  const indexes = [1, 2, 3];
  return {
    ...file,
    vpgs: indexes.map((index) => ({ vpgId: uuid(1, index), vpgSubnetCidrRange: '100.64.0.0/24' })),
    groups: [...file.groups, ...indexes.map((index) => ({ groupId: uuid(2, index) }))],
  };
}

/** Opens that world, and registers the host. */
export async function openDnsWorld(): Promise<DnsWorld> {
  const scenario = await openScenario({ world: worldFile() });
  const endpoint = await scenario.listen(0);
  const ec2 = new EC2Client({
    endpoint,
    region: 'ap-northeast-1',
    maxAttempts: 1,
    credentials: { accessKeyId: '111111111111', secretAccessKey: 'sandbox' },
  });
  const registered = await scenario.api('PUT', '/dns-hosts/tokyo-1', { instanceId, pool: '10.0.64.0/20' });
  if (registered.status !== 201) throw new Error(JSON.stringify(registered.body));

  const ofVpc = { Filters: [{ Name: 'vpc-id', Values: [vpcId] }] };
  return {
    scenario,
    async up(index, dns) {
      const wish = {
        name: `plant-${index}`,
        vpg: { vpgId: uuid(1, index) },
        peerings: [
          {
            name: 'app',
            peerOwnerId: '111111111111',
            peerVpcId: 'vpc-0a1111111111111a1',
            destinationCidrBlock: '172.21.0.0/16',
            routeTables: 'none',
          },
        ],
        airGroup: { groupId: uuid(2, index) },
        dns: { host: 'tokyo-1', ...dns },
      };
      const { body } = await scenario.up(wish);
      const { body: network } = await scenario.api('GET', `/networks/${wish.name}`);
      if (network.state !== 'ready') throw new Error(JSON.stringify([body, network], undefined, 2));
    },
    async down(index) {
      const { body } = await scenario.api('DELETE', `/networks/plant-${index}`);
      await scenario.machines.settled(body.executionArn);
      const { body: network } = await scenario.api('GET', `/networks/plant-${index}`);
      if (network.state !== 'removed') throw new Error(JSON.stringify(network, undefined, 2));
    },
    async picture() {
      const { Vpcs = [] } = await ec2.send(new DescribeVpcsCommand({ VpcIds: [vpcId] }));
      const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand(ofVpc));
      const { RouteTables = [] } = await ec2.send(new DescribeRouteTablesCommand(ofVpc));
      const { SecurityGroups = [] } = await ec2.send(new DescribeSecurityGroupsCommand(ofVpc));
      const { NetworkInterfaces = [] } = await ec2.send(new DescribeNetworkInterfacesCommand(ofVpc));
      return {
        vpcCidrBlock: Vpcs[0]?.CidrBlock ?? '',
        subnets: Subnets,
        routeTables: RouteTables,
        networkInterfaces: NetworkInterfaces.filter(({ Attachment }) => Attachment?.InstanceId === instanceId),
        securityGroups: SecurityGroups,
        vpgs: await vpgsOf(scenario),
      };
    },
    bundle() {
      const [[, bucket] = []] = [...scenario.world.buckets];
      const [key, object] = [...(bucket?.objects ?? [])].at(-1) ?? [];
      if (key === undefined || object === undefined) throw new Error('no bundle was put');
      const bytes = new TextEncoder().encode(object.body);
      return { bytes, key, sha256: createHash('sha256').update(bytes).digest('hex') };
    },
  };
}

/** A VPG as SORACOM lists it. */
interface ShownVpg {
  readonly vpgId: string;
  readonly vpgSubnetCidrRange: string;
  readonly vpcPeeringConnections: Record<string, { destinationCidrBlock: string; peerVpcId: string }> | null;
}

/** All VPGs, with the peerings that they have to the host's VPC. */
async function vpgsOf(scenario: Scenario): Promise<Vpg[]> {
  const json = { 'content-type': 'application/json' };
  const body = JSON.stringify({ authKeyId: 'keyId-sandbox', authKey: 'secret-sandbox' });
  const auth = await scenario.fetch('/v1/auth', { method: 'POST', headers: json, body });
  const { apiKey, token } = (await auth.json()) as { apiKey: string; token: string };
  const listed = await scenario.fetch('/v1/virtual_private_gateways', {
    headers: { 'x-soracom-api-key': apiKey, 'x-soracom-token': token },
  });
  const vpgs = (await listed.json()) as ShownVpg[];
  return vpgs.map(({ vpgId, vpgSubnetCidrRange, vpcPeeringConnections }) => ({
    network: `plant-${vpgId.at(-1)}`,
    vpgSubnetCidrRange,
    vpcPeeringConnections: Object.fromEntries(
      Object.entries(vpcPeeringConnections ?? {}).filter(([, { peerVpcId }]) => peerVpcId === vpcId),
    ),
  }));
}
