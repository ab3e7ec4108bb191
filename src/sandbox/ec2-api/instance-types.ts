import type { Ec2Call, Ec2Operations } from './call.ts';
import { endDryRun } from './call.ts';
import { Refusal } from './errors.ts';
import { type Filters, filtered } from './filters.ts';
import { instanceTypes as all, interfaceLimits } from './instance-type-limits.ts';
import { page } from './paging.ts';
import type { XmlFields } from './xml.ts';

const architecture = (type: string): string => (/^[a-z]+\d+gn?\./.test(type) ? 'arm64' : 'x86_64');
const limit = (type: string) => interfaceLimits(type) ?? { interfaces: 0, addresses: 0 };

const filters: Filters<string> = {
  fields: {
    'instance-type': (type) => [type],
    'bare-metal': () => ['false'],
    'current-generation': () => ['true'],
    hypervisor: () => ['nitro'],
    'network-info.ipv4-addresses-per-interface': (type) => [String(limit(type).addresses)],
    'network-info.maximum-network-cards': () => ['1'],
    'network-info.maximum-network-interfaces': (type) => [String(limit(type).interfaces)],
    'processor-info.supported-architecture': (type) => [architecture(type)],
  },
};

/** Of a type, its network: what a planner of interfaces reads. Processors, memory, disks and prices are not told. */
function typeXml(type: string): XmlFields {
  const { interfaces, addresses } = limit(type);
  return {
    instanceType: type,
    currentGeneration: true,
    bareMetal: false,
    hypervisor: 'nitro',
    processorInfo: { supportedArchitectures: [architecture(type)] },
    networkInfo: {
      maximumNetworkInterfaces: interfaces,
      maximumNetworkCards: 1,
      defaultNetworkCardIndex: 0,
      networkCards: [{ networkCardIndex: 0, maximumNetworkInterfaces: interfaces }],
      ipv4AddressesPerInterface: addresses,
      ipv6AddressesPerInterface: addresses,
      ipv6Supported: true,
      enaSupport: 'required',
    },
  };
}

function describeInstanceTypes(call: Ec2Call): XmlFields {
  const asked = call.parameters.list('InstanceType');
  const unknown = asked.filter((type) => !all.includes(type));
  if (unknown.length > 0) {
    throw new Refusal(
      'InvalidInstanceType',
      `The following supplied instance types do not exist: [${unknown.join(', ')}]`,
    );
  }
  const left = filtered(asked.length === 0 ? all : asked, call.parameters, filters);
  const shown = page(call, left, (type) => type, 100);
  endDryRun(call);
  return { instanceTypeSet: shown.items.map(typeXml), nextToken: shown.nextToken };
}

/** DescribeInstanceTypes. */
export const instanceTypes: Ec2Operations = {
  DescribeInstanceTypes: {
    parameters: ['InstanceType.N', 'Filter.N.Name', 'Filter.N.Value.N', 'MaxResults', 'NextToken'],
    answer: describeInstanceTypes,
  },
};
