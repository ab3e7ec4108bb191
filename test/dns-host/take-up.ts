import { networkdFiles } from '../../src/canal/dns/networkd.ts';
import type { DnsTenant } from '../../src/canal/dns/tenant.ts';
import { ip, must } from './commands.ts';
import { hostSpace } from './surroundings.ts';

type Section = Readonly<Record<string, string>>;

/** The sections of a file of systemd-networkd, in order. */
function sectionsOf(text: string): { name: string; values: Section }[] {
  return text.split(/^\[/m).flatMap((part) => {
    const [head = '', ...lines] = part.split('\n');
    if (!head.endsWith(']')) return [];
    const values = lines.flatMap((line) => (/^\w+=/.test(line) ? [line.split(/=(.*)/).slice(0, 2)] : []));
    return [{ name: head.slice(0, -1), values: Object.fromEntries(values) as Section }];
  });
}

/** What systemd-networkd does with a route of a file. */
function route({ Destination = 'default', Gateway, Scope, PreferredSource, Table }: Section, device: string): string {
  return [
    `route add ${Destination}`,
    ...(Gateway === undefined ? [] : [`via ${Gateway}`]),
    `dev ${device}`,
    ...(Scope === undefined ? [] : [`scope ${Scope}`]),
    ...(PreferredSource === undefined ? [] : [`src ${PreferredSource}`]),
    `table ${Table}`,
  ].join(' ');
}

/** Does what systemd-networkd does with our file for the ENI of a tenant. */
export async function takeUp(tenant: Parameters<typeof networkdFiles>[0][number]): Promise<void> {
  const [file] = networkdFiles([tenant]);
  const sections = sectionsOf(file?.text ?? '');
  const mac = sections.find(({ name }) => name === 'Match')?.values.MACAddress;
  const links = JSON.parse(await must('ip', ['-n', hostSpace, '-j', 'link'])) as { ifname: string; address: string }[];
  const device = links.find(({ address }) => address === mac)?.ifname;
  if (device === undefined) throw new Error(`no interface of the host has ${mac}`);
  await ip(hostSpace, [
    `link set ${device} up`,
    ...sections.flatMap(({ name, values }): string[] => {
      if (name === 'Network') return [`address add ${values.Address} dev ${device}`];
      if (name === 'Route') return [route(values, device)];
      if (name !== 'RoutingPolicyRule') return [];
      return [`rule add priority ${values.Priority} from ${values.From} lookup ${values.Table}`];
    }),
  ]);
}

/** Takes a from-rule of ours away, or puts it back. */
export async function changeRule(change: 'add' | 'del', tenant: DnsTenant): Promise<void> {
  const table = 10_000 + tenant.deviceIndex;
  await ip(hostSpace, [`rule ${change} priority ${table} from ${tenant.address} lookup ${table}`]);
}
