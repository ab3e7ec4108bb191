import type { NetworkInterface, RouteTable, SecurityGroup, Subnet } from '@aws-sdk/client-ec2';

/** A VPG as SORACOM shows it, with the peerings that it has to the VPC of the DNS host. */
export interface Vpg {
  /** The network that it belongs to. */
  readonly network: string;
  readonly vpgSubnetCidrRange: string;
  readonly vpcPeeringConnections: Readonly<Record<string, { readonly destinationCidrBlock: string }>>;
}

/** What stands around a DNS host, as EC2 and SORACOM describe it. */
export interface Picture {
  readonly vpcCidrBlock: string;
  readonly subnets: readonly Subnet[];
  readonly routeTables: readonly RouteTable[];
  /** Of the instance; the one of device index 0 is for maintenance. */
  readonly networkInterfaces: readonly NetworkInterface[];
  /** Of those interfaces: what comes from elsewhere than their VPC must be let in by one. */
  readonly securityGroups: readonly SecurityGroup[];
  readonly vpgs: readonly Vpg[];
}

/** The article's appendix: one host, an ENI for maintenance and one for each tenant; all tenants have the same range. */
export function articlePicture(tenants: number): Picture {
  const vpcId = 'vpc-0d0000000000000d1';
  const id = (kind: string, index: number) => `${kind}-0d${String(index).padStart(15, '0')}`;
  const indexes = Array.from({ length: tenants + 1 }, (_, index) => index);
  return {
    vpcCidrBlock: '172.21.0.0/16',
    subnets: indexes.map((index) => ({
      SubnetId: id('subnet', index),
      VpcId: vpcId,
      CidrBlock: index === 0 ? '172.21.0.0/24' : `172.21.${index}.96/28`,
      AvailabilityZone: 'ap-northeast-1a',
    })),
    routeTables: indexes.map((index) => ({
      RouteTableId: id('rtb', index),
      VpcId: vpcId,
      Associations: [
        index === 0
          ? { Main: true, RouteTableId: id('rtb', 0) }
          : { Main: false, SubnetId: id('subnet', index), RouteTableId: id('rtb', index) },
      ],
      Routes: [
        { DestinationCidrBlock: '172.21.0.0/16', GatewayId: 'local', State: 'active' },
        ...(index === 0
          ? []
          : [
              {
                DestinationCidrBlock: '100.64.0.0/24',
                VpcPeeringConnectionId: id('pcx', index),
                State: 'active' as const,
              },
            ]),
      ],
    })),
    networkInterfaces: indexes.map((index) => ({
      NetworkInterfaceId: id('eni', index),
      SubnetId: id('subnet', index),
      PrivateIpAddress: index === 0 ? '172.21.0.102' : `172.21.${index}.100`,
      MacAddress: `0a:00:00:00:00:0${index}`,
      Groups: [{ GroupId: id('sg', index) }],
      Attachment: { DeviceIndex: index, InstanceId: 'i-0d0000000000000d1', Status: 'attached' },
    })),
    securityGroups: indexes.map((index) => ({
      GroupId: id('sg', index),
      IpPermissions:
        index === 0
          ? []
          : ['udp', 'tcp'].map((IpProtocol) => ({
              IpProtocol,
              FromPort: 53,
              ToPort: 53,
              IpRanges: [{ CidrIp: '100.64.0.0/24' }],
            })),
    })),
    vpgs: indexes.slice(1).map((index) => ({
      network: `plant-${index}`,
      vpgSubnetCidrRange: '100.64.0.0/24',
      vpcPeeringConnections: { [id('pcx', index)]: { destinationCidrBlock: `172.21.${index}.96/28` } },
    })),
  };
}
