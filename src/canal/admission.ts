import { Address4 } from 'ip-address/dist/ipv4.js';

/** One rule of a packet filter for IPv4. A rule without ports is for all of them. */
export interface FilterRule {
  readonly allow: boolean;
  /** `tcp`, `udp`, `icmp`, the number of a protocol, or `-1` for all of them. */
  readonly protocol: string;
  readonly fromPort?: number;
  readonly toPort?: number;
  readonly cidrBlock: string;
  /** The number that the rule goes by, where rules have one. */
  readonly ruleNumber?: number;
}

/** Packets of one protocol for some ports, from or to every address of a range. */
export interface Traffic {
  readonly protocol: string;
  readonly fromPort: number;
  readonly toPort: number;
  readonly range: string;
}

/** Neighbouring ports that a filter does not let through for every address; without a rule, none has matched. */
export interface Denied {
  readonly fromPort: number;
  readonly toPort: number;
  readonly rule?: FilterRule;
}

const numbers: Readonly<Record<string, string>> = { icmp: '1', tcp: '6', udp: '17' };
const numberOf = (protocol: string): string => numbers[protocol.toLowerCase()] ?? protocol;

interface Span {
  readonly first: number;
  readonly last: number;
}

function addresses(range: string): Span {
  const parsed = new Address4(range);
  return { first: Number(parsed.startAddress().bigInt()), last: Number(parsed.endAddress().bigInt()) };
}

/** Only TCP and UDP have ports; what rules of other protocols carry in their place is a kind of message. */
function ports({ protocol, fromPort, toPort }: FilterRule): Span {
  const hasPorts = ['6', '17'].includes(numberOf(protocol)) && fromPort !== undefined && toPort !== undefined;
  return hasPorts ? { first: fromPort, last: toPort } : { first: 0, last: 65_535 };
}

/** Where what the spans decide may change, from `within.first` on. */
function steps(within: Span, spans: readonly Span[]): number[] {
  const starts = spans.flatMap(({ first, last }) => [first, last + 1]);
  return [...new Set([within.first, ...starts.filter((at) => at > within.first && at <= within.last)])].sort(
    (a, b) => a - b,
  );
}

const holds = ({ first, last }: Span, value: number): boolean => first <= value && value <= last;

/**
 * The ports of the traffic that a filter denies, in order: the first rule that fits a packet decides, and what none fits
 * is denied. A port counts as denied if only some addresses of the range are. Throws for a range that is none.
 */
export function deniedPorts(rules: readonly FilterRule[], traffic: Traffic): Denied[] {
  const [range, wanted] = [addresses(traffic.range), { first: traffic.fromPort, last: traffic.toPort }];
  const protocol = numberOf(traffic.protocol);
  const fitting = rules
    .filter((rule) => rule.protocol === '-1' || numberOf(rule.protocol) === protocol)
    .map((rule) => ({ rule, addresses: addresses(rule.cidrBlock), ports: ports(rule) }))
    .filter((one) => one.addresses.first <= range.last && range.first <= one.addresses.last)
    .filter((one) => one.ports.first <= wanted.last && wanted.first <= one.ports.last);
  const senders = steps(
    range,
    fitting.map((one) => one.addresses),
  );
  const denied: Denied[] = [];
  const cuts = steps(
    wanted,
    fitting.map((one) => one.ports),
  );
  for (const [index, port] of cuts.entries()) {
    const deciding = senders.map(
      (sender) => fitting.find((one) => holds(one.addresses, sender) && holds(one.ports, port))?.rule,
    );
    const against = deciding.findIndex((rule) => !rule?.allow);
    if (against < 0) continue;
    const rule = deciding[against];
    const toPort = (cuts[index + 1] ?? wanted.last + 1) - 1;
    const before = denied.at(-1);
    if (before && before.toPort === port - 1 && before.rule === rule) denied[denied.length - 1] = { ...before, toPort };
    else denied.push({ fromPort: port, toPort, ...(rule ? { rule } : {}) });
  }
  return denied;
}

/** Whether a filter lets all of the traffic through. Throws for a range that is none. */
export function admits(rules: readonly FilterRule[], traffic: Traffic): boolean {
  return deniedPorts(rules, traffic).length === 0;
}

/** Whether a filter lets through at least one kind of packets from every address of a range. Throws for a range that is none. */
export function admitsSomething(rules: readonly FilterRule[], range: string): boolean {
  return rules.some((rule) => {
    if (!rule.allow) return false;
    const { first } = ports(rule);
    const protocols = rule.protocol === '-1' ? ['tcp', 'udp', 'icmp'] : [rule.protocol];
    return protocols.some((protocol) => admits(rules, { protocol, fromPort: first, toPort: first, range }));
  });
}
