import { Address4 } from 'ip-address/dist/ipv4.js';
import { prefixLength } from '../cidr.ts';
import type { RenderedFile } from './render.ts';
import type { DnsTenant } from './tenant.ts';

/** What of a tenant its ENI is. */
type TenantInterface = Pick<DnsTenant, 'name' | 'address' | 'subnetCidrBlock' | 'deviceIndex' | 'macAddress'>;

/** A table of its own for each ENI; the numbers are those that Amazon Linux takes for itself. */
const tableOf = (deviceIndex: number) => 10_000 + deviceIndex;

/**
 * The files for /etc/systemd/network by which a host sends each tenant's answers out by the ENI that was asked: for
 * systems that do not write such rules by themselves, as Amazon Linux 2023 does. Throws RangeError for a tenant without a
 * MAC address, by which its ENI is known.
 */
export function networkdFiles(tenants: readonly TenantInterface[]): RenderedFile[] {
  return tenants
    .toSorted((a, b) => a.deviceIndex - b.deviceIndex)
    .map(({ name, address, subnetCidrBlock: subnet, deviceIndex, macAddress }) => {
      if (!/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/.test(macAddress ?? '')) {
        throw new RangeError(`${name}: the MAC address of its ENI is not known`);
      }
      // AWS's router is the first address after the start of every subnet.
      const gateway = new Address4(subnet).startAddress().offset(1).correctForm();
      const table = tableOf(deviceIndex);
      const text = `# Network ${name}: what comes from its ENI leaves by its ENI. Written by Canal: changes by hand are lost.
[Match]
MACAddress=${macAddress}

[Network]
Address=${address}/${prefixLength(subnet)}

[Route]
Destination=${subnet}
Scope=link
PreferredSource=${address}
Table=${table}

[Route]
Gateway=${gateway}
Table=${table}

[RoutingPolicyRule]
From=${address}
Table=${table}
Priority=${table}
`;
      return { path: `70-canal-${name}.network`, text };
    });
}
