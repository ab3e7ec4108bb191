import { knownDnsHost } from './get-dns-host.ts';
import type { DnsHostPorts } from './ports.ts';
import type { Answer } from './problems.ts';

/**
 * GET /dns-hosts/{name}/interfaces: the ENIs of a DNS host's instance as EC2 shows them now, by their index, and which network
 * each serves. Throws NotFound, Ec2*.
 */
export async function listHostInterfaces(
  name: string,
  { hosts, hostAccounts }: Pick<DnsHostPorts, 'hosts' | 'hostAccounts'>,
): Promise<Answer> {
  const host = await knownDnsHost(name, { hosts });
  const { instanceId, vpcId, region } = host;
  const places = await hosts.places(host.name);
  const account = await hostAccounts.openHost(region);
  const interfaces = (await account.hostInterfaces({ vpcId })).flatMap((nic) => {
    const { networkInterfaceId, subnetId, macAddress, address, attachment } = nic;
    if (attachment?.instanceId !== instanceId) return [];
    const { deviceIndex, status } = attachment;
    const place = places.find((one) => one.deviceIndex === deviceIndex && one.address === address);
    const served = place ? { network: place.network, subnetCidrBlock: place.subnetCidrBlock } : {};
    return [{ deviceIndex, networkInterfaceId, macAddress, address, subnetId, status, ...served }];
  });
  return {
    status: 200,
    body: { name: host.name, instanceId, interfaces: interfaces.sort((a, b) => a.deviceIndex - b.deviceIndex) },
  };
}
