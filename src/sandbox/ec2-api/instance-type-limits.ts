/** How many network interfaces an instance type takes, and how many IPv4 addresses each of them. */
export interface InterfaceLimits {
  readonly interfaces: number;
  readonly addresses: number;
}

type Sizes = Readonly<Record<string, readonly [interfaces: number, addresses: number]>>;

// As DescribeInstanceTypes answered in 2026.
const burstable: Sizes = {
  nano: [2, 2],
  micro: [2, 2],
  small: [3, 4],
  medium: [3, 6],
  large: [3, 12],
  xlarge: [4, 15],
  '2xlarge': [4, 15],
};
const large: Sizes = {
  large: [3, 10],
  xlarge: [4, 15],
  '2xlarge': [4, 15],
  '4xlarge': [8, 30],
  '8xlarge': [8, 30],
  '12xlarge': [8, 30],
  '16xlarge': [15, 50],
};
const compute: Sizes = {
  large: [3, 10],
  xlarge: [4, 15],
  '2xlarge': [4, 15],
  '4xlarge': [8, 30],
  '9xlarge': [8, 30],
  '18xlarge': [15, 50],
};
const graviton: Sizes = { ...large, medium: [2, 4] };

const families: Readonly<Record<string, Sizes>> = {
  t3: burstable,
  t3a: { ...burstable, small: [2, 4] },
  t4g: burstable,
  m5: large,
  m6i: large,
  m7i: large,
  r6i: large,
  c5: compute,
  c5n: compute,
  c6i: large,
  c7i: large,
  m6g: graviton,
  m7g: graviton,
  m8g: graviton,
  c6g: graviton,
  c7g: graviton,
};

/** The instance types of the sandbox by name, such as t3.small. */
export const instanceTypes: readonly string[] = Object.entries(families).flatMap(([family, sizes]) =>
  Object.keys(sizes).map((size) => `${family}.${size}`),
);

/** The limits of a type; undefined for one that the sandbox does not know. */
export function interfaceLimits(instanceType: string): InterfaceLimits | undefined {
  const [family = '', size = ''] = instanceType.split('.');
  const limits = Object.hasOwn(families, family) ? families[family] : undefined;
  const found = limits && Object.hasOwn(limits, size) ? limits[size] : undefined;
  return found && { interfaces: found[0], addresses: found[1] };
}
