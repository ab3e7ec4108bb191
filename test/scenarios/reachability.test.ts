import { AuthorizeSecurityGroupIngressCommand, EC2Client } from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { eachScenario } from '../support/each-scenario.ts';
import { defaultWorldFile, type Scenario, twoVpcs } from '../support/scenario.ts';

const openOne = eachScenario();

interface VpcFile {
  securityGroups: { ingress: unknown[] }[];
  [more: string]: unknown;
}

/** The default world with its app VPC, its DNS VPC and the rest changed. */
function changedWorld(
  change: (vpcs: { app: VpcFile; dns: VpcFile }) => void,
  more: Record<string, unknown> = {},
): Record<string, unknown> {
  const file = structuredClone(defaultWorldFile()) as { accounts: { vpcs: [VpcFile]; roles?: object[] }[] };
  const [ours, customers] = file.accounts;
  if (!ours || !customers) throw new Error('the default world has two accounts');
  change({ app: ours.vpcs[0], dns: customers.vpcs[0] });
  return { ...file, ...more };
}

/** Runs a network to its end and gives what the API shows of it. */
async function up(scenario: Scenario, network = twoVpcs()) {
  expect((await scenario.up(network)).status).toBe(202);
  const { body } = await scenario.api('GET', `/networks/${network.name}`);
  return body as { state: string; warnings: { field: string; message: string }[]; peerings: unknown[] };
}

async function scenarioOf(world: Record<string, unknown>, more: object = {}): Promise<Scenario> {
  return openOne({ world, ...more });
}

const closed = ({ app, dns }: { app: VpcFile; dns: VpcFile }) => {
  for (const { securityGroups } of [app, dns]) for (const group of securityGroups) group.ingress = [];
};

/** Does what a warning's command says, as the AWS CLI would: as an owner of the account that it names. */
async function obey(endpoint: string, message: string): Promise<void> {
  const [, account, command] = /run in account (\d{12}): (aws ec2 .*)$/.exec(message) ?? [];
  const words = [...(command ?? '').matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
  expect(words.slice(0, 3)).toEqual(['aws', 'ec2', 'authorize-security-group-ingress']);
  const values = (name: string): string[] => {
    const from = words.indexOf(`--${name}`) + 1;
    const rest = from === 0 ? [] : words.slice(from);
    const end = rest.findIndex((word) => word.startsWith('--'));
    return end < 0 ? rest : rest.slice(0, end);
  };
  const one = (name: string) => values(name)[0] ?? '';
  const permission = (text: string) => {
    const [, IpProtocol, from, to, CidrIp] =
      /^IpProtocol=(\w+),FromPort=(\d+),ToPort=(\d+),IpRanges=\[\{CidrIp=(\S+)\}\]$/.exec(text) ?? [];
    return { IpProtocol, FromPort: Number(from), ToPort: Number(to), IpRanges: [{ CidrIp }] };
  };
  const short = {
    IpProtocol: one('protocol'),
    FromPort: Number(one('port')),
    ToPort: Number(one('port')),
    IpRanges: [{ CidrIp: one('cidr') }],
  };
  const IpPermissions = words.includes('--ip-permissions') ? values('ip-permissions').map(permission) : [short];
  const client = new EC2Client({
    endpoint,
    region: one('region'),
    maxAttempts: 1,
    credentials: { accessKeyId: account ?? '', secretAccessKey: 'sandbox' },
  });
  await client.send(new AuthorizeSecurityGroupIngressCommand({ GroupId: one('group-id'), IpPermissions }));
  client.destroy();
}

describe('A run', () => {
  it('has nothing to warn of in the default world', async () => {
    expect(await up(await scenarioOf(defaultWorldFile()))).toMatchObject({ state: 'ready', warnings: [] });
  });

  it('ends ready and warns of security groups that let nothing in; their commands mend it', async () => {
    const scenario = await scenarioOf(changedWorld(closed));
    const { state, warnings } = await up(scenario);
    expect(state).toBe('ready');
    expect(warnings.map(({ field }) => field)).toEqual(['peerings[0].peerVpcId', 'airGroup.dnsServers[0]']);
    expect(warnings[1]?.message).toContain('admits 53/udp and 53/tcp from the VPG');
    const endpoint = await scenario.listen(0);
    for (const { message } of warnings) await obey(endpoint, message);
    // The network is ready: only another wish makes a run that looks again.
    expect(await up(scenario, twoVpcs({ reconnect: 'none' }))).toMatchObject({ state: 'ready', warnings: [] });
  }, 20_000);

  it('says each thing once, though two steps have seen it', async () => {
    const scenario = await scenarioOf(changedWorld(closed));
    await up(scenario);
    const { warnings } = await up(scenario, twoVpcs({ reconnect: 'none' }));
    expect(warnings).toHaveLength(2);
  });

  it('warns of a network ACL, a wrong route table and SIMs on another VPG', async () => {
    const other = 'bbbbbbbb-0000-4000-8000-00000000000b';
    const [first, second] = ['subnet-0b2222222222222b1', 'subnet-0b2222222222222b2'];
    const [fleet] = defaultWorldFile().groups as { sims: object[] }[];
    const world = changedWorld(
      ({ dns }) => {
        dns.networkAcls = [
          {
            networkAclId: 'acl-0b2222222222222b1',
            subnets: [first],
            entries: [{ ruleNumber: 100, action: 'allow', cidrBlock: '0.0.0.0/0' }],
          },
        ];
        dns.routeTables = [
          { routeTableId: 'rtb-0b2222222222222b1', main: true },
          { routeTableId: 'rtb-0b2222222222222b2', subnets: [first, second] },
        ];
      },
      {
        vpgs: [{ vpgId: other }],
        groups: [{ ...fleet, configuration: { SoracomAir: { useVpg: true, vpgId: other } } }],
      },
    );
    const scenario = await scenarioOf(world);
    // The group was taken off its VPG, but nobody has reconnected its SIMs.
    const [group] = scenario.world.groups.values();
    if (group?.configuration.SoracomAir) group.configuration.SoracomAir.useVpg = false;
    const { state, warnings } = await up(scenario);
    expect(state).toBe('ready');
    expect(warnings.map(({ field, message }) => `${field}: ${message.slice(0, 60)}`)).toEqual([
      'airGroup.groupId: SIMs of the group are connected through another VPG today (8',
      'peerings[1].routeTables: rtb-0b2222222222222b1 serves no subnet, so a route back in i',
      'peerings[1].routeTables: 10.0.0.53 is in subnet-0b2222222222222b1, which uses rtb-0b2',
      'peerings[1].peerVpcId: network ACL acl-0b2222222222222b1 of subnet-0b2222222222222b',
    ]);
    expect(warnings[3]?.message).toContain(
      'denies UDP 1024-65535 back to 100.67.1.0/24 (no entry allows it), TCP 1024-65535 back to 100.67.1.0/24',
    );
  });

  it('warns of SIMs of another coverage, in a plan and in a run', async () => {
    const [fleet] = defaultWorldFile().groups as { sims: object[] }[];
    const sims = [{ online: true }, { simId: '8942310000000000001', subscription: 'plan01s' }];
    const scenario = await scenarioOf({ ...defaultWorldFile(), groups: [{ ...fleet, sims }] });
    const told = {
      field: 'airGroup.groupId',
      message: expect.stringContaining('coverage (8942310000000000001, with plan01s), and the VPG is in Japan'),
    };
    const plan = await scenario.api('POST', '/plans', twoVpcs());
    expect(plan.body.warnings).toEqual([told]);
    expect(await up(scenario)).toMatchObject({ state: 'ready', warnings: [told] });
  });

  it('goes on when the role may not read what guards the servers, and names the permissions', async () => {
    const world = defaultWorldFile() as { accounts: { roles?: object[] }[] };
    const denies = ['DescribeSecurityGroups', 'DescribeNetworkInterfaces', 'DescribeNetworkAcls'];
    const accounts = world.accounts.map((account) =>
      account.roles ? { ...account, roles: account.roles.map((role) => ({ ...role, denies })) } : account,
    );
    const { state, warnings } = await up(await scenarioOf({ ...world, accounts }));
    expect(state).toBe('ready');
    expect(warnings).toEqual([
      {
        field: 'peerings[1].peerVpcId',
        message: expect.stringMatching(
          /allow ec2:DescribeSecurityGroups, ec2:DescribeNetworkInterfaces, ec2:DescribeNetworkAcls to the role that is used in account 222222222222/,
        ),
      },
    ]);
  });

  it('ends ready although EC2 shows what was written only 5 seconds later', async () => {
    const world = { ...defaultWorldFile(), behaviour: { ec2DescribeLagSeconds: 5 } };
    const faults = {
      faults: { 'function.accept-peering': [{ killed: 'after' }], 'function.add-routes': [{ killed: 'after' }] },
    };
    const scenario = await scenarioOf(world, { faults });
    const { state, peerings } = await up(scenario);
    expect(state).toBe('ready');
    expect(peerings).toHaveLength(2);
    const routes = [...scenario.world.accounts.values()].flatMap(({ regions }) =>
      [...regions.values()].flatMap(({ routeTables }) =>
        [...routeTables.values()].flatMap(({ routes: all }) => all.filter((route) => route.vpcPeeringConnectionId)),
      ),
    );
    expect(routes).toHaveLength(2);
    expect(scenario.world.peerings.size).toBe(2);
  });
});
