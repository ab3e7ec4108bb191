import { describe, expect, test } from 'vitest';
import { CanalError } from '../../src/canal/errors.ts';
import { checkNetwork } from '../../src/steps/check-network.ts';
import { checkRange } from '../../src/steps/check-range.ts';
import { execution } from '../support/items.ts';
import {
  type Ec2World,
  ec2World,
  faultOf,
  installation,
  peerAccountsPort,
  routeTable,
  soracomPort,
  soracomWorld,
  vpg,
  vpgId,
  wire,
} from '../support/ports.ts';
import { pricesPort } from '../support/prices.ts';
import { peering, wish } from '../support/wish.ts';

const groupId = '00000000-0000-4000-8000-000000000001';
const closed = { groupId: 'sg-closed', ingress: [] };
const dnsServer = {
  networkInterfaceId: 'eni-dns',
  subnetId: 'subnet-1',
  addresses: ['172.21.0.53'],
  groupIds: ['sg-closed'],
};
const shutOff = {
  vpcs: [{ vpcId: 'vpc-0000000a', cidrBlocks: ['172.21.0.0/16'] }],
  tables: [routeTable()],
  subnetIds: ['subnet-1'],
  securityGroups: [closed],
  networkInterfaces: [dnsServer],
  networkAcls: [{ networkAclId: 'acl-1', subnetIds: ['subnet-1'], ingress: [], egress: [] }],
};

function setting({ ec2 = {} as Partial<Ec2World>, vpgs = [vpg()], now = (): number => 0, count = 1 } = {}) {
  const to = wire();
  const groups = new Map([[groupId, {}]]);
  const ports = {
    soracom: soracomPort(soracomWorld({ vpgs, groups }), to),
    peerAccounts: peerAccountsPort({ '111111111111/ap-northeast-1': ec2World({ ...shutOff, ...ec2 }) }, to),
    installation: installation(),
    prices: pricesPort(to),
    now,
  };
  const peerings = Array.from({ length: count }, (_, index) => peering({ name: `p${index}` }));
  const network = wish({ peerings, airGroup: { groupId, dnsServers: ['172.21.0.53'] } });
  return {
    to,
    network: () => checkNetwork({ network, execution }, ports),
    range: () => checkRange({ network, vpgId, execution }, ports),
  };
}

const fields = ({ warnings }: { warnings: { field: string }[] }) => warnings.map(({ field }) => field);
const looks = (calls: readonly string[]) =>
  calls.filter((call) => /securityGroups|networkInterfaces|networkAcls/.test(call));

describe.each(['network', 'range'] as const)('Check %s', (step) => {
  test('tells what keeps the SIMs from the servers, and stops nothing', async () => {
    const { to, [step]: check } = setting();
    const answer = await check();
    expect(fields(answer)).toEqual(['airGroup.dnsServers[0]', 'peerings[0].peerVpcId']);
    expect(answer.warnings[0]?.message).toMatch(/aws ec2 authorize-security-group-ingress .* --group-id sg-closed /);
    expect(answer.warnings[1]?.message).toContain('network ACL acl-1');
    expect(to.effects()).toEqual([]);
    // The ACLs tell the subnets, and the file names none.
    expect(to.calls).not.toContain('ec2.subnetIds');
  });

  test('asks for the subnets where it may not read the ACLs that tell them', async () => {
    const { to, [step]: check } = setting();
    to.refuse('ec2.networkAcls', new CanalError('Ec2Denied', 'AWS refused it.'));
    expect((await check()).warnings.map(({ message }) => message).join()).toContain(
      'ec2:DescribeNetworkAcls to the role',
    );
    expect(to.calls).toContain('ec2.subnetIds');
    to.refuse('ec2.networkAcls', new CanalError('Ec2Denied', 'AWS refused it.'));
    to.refuse('ec2.subnetIds', new CanalError('Ec2Denied', 'AWS refused it.'));
    const messages = (await check()).warnings.map(({ message }) => message).join();
    expect(messages).toContain('allow ec2:DescribeNetworkAcls, ec2:DescribeSubnets to the role');
  });

  test('warns of what it may not read, by the names of the permissions, and tells the rest', async () => {
    const { to, [step]: check } = setting();
    const denied = () => new CanalError('Ec2Denied', 'AWS refused it.');
    to.refuse('ec2.securityGroups', denied());
    to.refuse('ec2.networkAcls', denied());
    expect(await check()).toEqual({
      warnings: [
        {
          field: 'peerings[0].peerVpcId',
          message:
            'the security groups, network ACLs of vpc-0000000a were not looked at, so whether they let the SIMs in is not known: allow ec2:DescribeSecurityGroups, ec2:DescribeNetworkAcls to the role that is used in account 111111111111 to have it checked',
        },
      ],
    });
  });

  test("passes AWS's words on when it refuses for another reason", async () => {
    const { to, [step]: check } = setting();
    to.refuse('ec2.networkInterfaces', new CanalError('Ec2Rejected', 'EC2 said no.'));
    const { warnings } = await check();
    expect(warnings).toHaveLength(1);
    expect(warnings[0]?.message).toMatch(/^the network interfaces of .* is not known: EC2 said no\.$/);
  });

  test('is tried again when EC2 is busy or does not answer', async () => {
    for (const name of ['Ec2Throttled', 'Ec2Unavailable'] as const) {
      const { to, [step]: check } = setting();
      to.refuse('ec2.networkAcls', new CanalError(name, 'Later.'));
      expect((await faultOf(check())).name).toBe(name);
    }
  });

  test('does not look when something stands in the way of the network', async () => {
    const { to, [step]: check } = setting({ ec2: { tables: [] } });
    await faultOf(check());
    expect(looks(to.calls)).toEqual([]);
  });

  test('looks no further after a minute, and says at which VPCs it did not look', async () => {
    const times = [0, 0, 59_999, 60_000, 60_001, 60_002];
    const { to, [step]: check } = setting({ count: 5, now: () => times.shift() ?? 0 });
    const { warnings } = await check();
    expect(looks(to.calls)).toHaveLength(6);
    expect(warnings).toContainEqual({
      field: 'peerings',
      message:
        'there was no time to look at the security groups, network ACLs and route tables of p2, p3, p4; look there yourself, or run it again',
    });
  });

  test('gives 40 of these warnings at most', async () => {
    const { [step]: check } = setting({ count: 30 });
    const { warnings } = await check();
    expect(warnings).toHaveLength(41);
    expect(warnings.at(-1)).toEqual({
      field: 'peerings',
      message: 'and 20 more: mend these first, then run it again',
    });
  });
});

test('Check network does not look while the VPG and its range are still to come', async () => {
  const { to, network } = setting({ vpgs: [] });
  expect(await network()).toEqual({ warnings: [] });
  expect(looks(to.calls)).toEqual([]);
});
