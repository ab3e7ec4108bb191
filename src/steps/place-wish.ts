import type { HostGroup, HostRule, HostTable } from './ports.ts';

const keyOf = ({ protocol, fromPort, toPort, source }: HostRule): string =>
  [protocol, fromPort, toPort, source].join(' ');

/** What the security group of a place must let in more and less: questions from the ranges of the SIMs, and nothing else. */
export function ruleChanges(
  group: Pick<HostGroup, 'rules'> | undefined,
  ranges: readonly string[],
): { readonly missing: readonly HostRule[]; readonly surplus: readonly HostRule[] } {
  const wished = ranges.flatMap((source) =>
    ['udp', 'tcp'].map((protocol): HostRule => ({ protocol, fromPort: 53, toPort: 53, source })),
  );
  const standing = group?.rules ?? [];
  const without = (rules: readonly HostRule[], others: readonly HostRule[]) =>
    rules.filter((rule) => !others.some((one) => keyOf(one) === keyOf(rule)));
  return { missing: without(wished, standing), surplus: without(standing, wished) };
}

/** What must change in the route table of a place, by range: it leads to the SIMs alone, over the network's own peering. */
export function routeChanges(
  { routes }: Pick<HostTable, 'routes'>,
  ranges: readonly string[],
  peeringId: string,
): {
  readonly missing: readonly string[];
  readonly elsewhere: HostTable['routes'];
  readonly surplus: readonly string[];
} {
  const made = routes.filter(({ origin }) => origin === 'CreateRoute');
  const leads = (range: string) => made.find(({ destinationCidrBlock }) => destinationCidrBlock === range);
  return {
    missing: ranges.filter((range) => !leads(range)),
    elsewhere: ranges.flatMap((range) => leads(range) ?? []).filter(({ target }) => target !== peeringId),
    // What is left of another VPG's range.
    surplus: made.map(({ destinationCidrBlock }) => destinationCidrBlock).filter((range) => !ranges.includes(range)),
  };
}

/** A rule in words, as in "53/udp from 100.64.0.0/24". */
export function ruleWords({ protocol, fromPort, toPort, source }: HostRule): string {
  const ports = fromPort === toPort ? fromPort : `${fromPort}-${toPort}`;
  return protocol === '-1' ? `all from ${source}` : `${ports}/${protocol} from ${source}`;
}
