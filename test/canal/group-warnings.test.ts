import { describe, expect, test } from 'vitest';
import type { FilterRule } from '../../src/canal/admission.ts';
import { type DnsServer, groupWarnings } from '../../src/canal/group-warnings.ts';
import { dnsNic, nic, open, range, reach } from './reach.ts';

const server = (at = dnsNic()): DnsServer => ({ field: 'airGroup.dnsServers[0]', address: '10.0.0.53', at });
const warn = (facts = {}, servers = [server()], subnets = ['subnet-a', 'subnet-b']) =>
  groupWarnings(reach(facts), servers, subnets);
const groups = (...ingress: FilterRule[]) => [{ groupId: 'sg-dns', ingress }];
const line = 'aws ec2 authorize-security-group-ingress --region ap-northeast-1 --group-id';

describe('A DNS server whose groups do not admit the VPG', () => {
  test('is told with the one command that mends both protocols', () => {
    const interfaces = [dnsNic()];
    expect(warn({ securityGroups: groups(), interfaces })).toEqual([
      {
        field: 'airGroup.dnsServers[0]',
        message: `no security group of eni-dns, which has 10.0.0.53, admits 53/udp and 53/tcp from the VPG's range ${range}, so the SIMs cannot ask it; to admit it, run in account 222222222222: ${line} sg-dns --ip-permissions 'IpProtocol=udp,FromPort=53,ToPort=53,IpRanges=[{CidrIp=${range}}]' 'IpProtocol=tcp,FromPort=53,ToPort=53,IpRanges=[{CidrIp=${range}}]'`,
      },
    ]);
  });

  test.each([
    ['tcp', open('udp', 53)],
    ['udp', open('tcp', 53)],
  ])('but for one protocol is told with the command for %s', (protocol, rule) => {
    const [warning, ...more] = warn({ securityGroups: groups(rule), interfaces: [dnsNic()] });
    expect(more).toEqual([]);
    expect(warning?.message).toContain(`admits 53/${protocol} from`);
    expect(warning?.message).toMatch(new RegExp(`${line} sg-dns --protocol ${protocol} --port 53 --cidr ${range}$`));
  });

  test('is not told when several groups admit it together', () => {
    const securityGroups = [
      { groupId: 'sg-1', ingress: [open('udp', 53)] },
      { groupId: 'sg-2', ingress: [open('tcp', 53)] },
    ];
    const at = dnsNic({ groupIds: ['sg-1', 'sg-2'] });
    expect(warn({ securityGroups, interfaces: [at] }, [server(at)])).toEqual([]);
  });

  test('is told when only part of the range is admitted', () => {
    const half = ['udp', 'tcp'].map((protocol) => open(protocol, 53, '100.67.0.0/25'));
    expect(warn({ securityGroups: groups(...half), interfaces: [dnsNic()] })).toHaveLength(1);
  });

  test('is not told when no group guards its interface, or nobody has its address', () => {
    const at = dnsNic({ groupIds: [] });
    expect(warn({ securityGroups: groups(), interfaces: [at] }, [server(at)])).toEqual([]);
    expect(warn({ securityGroups: groups(), interfaces: [] }, [{ ...server(), at: undefined }])).toEqual([]);
  });
});

describe('Servers whose groups do not admit the VPG', () => {
  const closed = (...names: string[]) => names.map((name) => nic(name, { groupIds: ['sg-closed'] }));

  test('are told once, with a command for the first of them', () => {
    expect(warn({ interfaces: closed('1', '2', '3', '4') }, [])).toEqual([
      {
        field: 'peerings[0].peerVpcId',
        message: `no security group of the network interfaces in the subnets that route back (eni-1, eni-2, eni-3 and 1 more) admits anything from the VPG's range ${range}, so the SIMs reach no server there; to admit HTTPS to eni-1 (put your own port), run in account 222222222222: ${line} sg-closed --protocol tcp --port 443 --cidr ${range}`,
      },
    ]);
  });

  test('are not told when one of them lets anything in, the DNS server too', () => {
    expect(warn({ interfaces: [...closed('1'), nic('a')] }, [])).toEqual([]);
    expect(warn({ interfaces: [...closed('1'), dnsNic()] })).toEqual([]);
  });

  test('are told when the one that is open is in a subnet that gets no route back', () => {
    const interfaces = [...closed('1'), nic('a', { subnetId: 'subnet-b' })];
    expect(warn({ interfaces }, [], ['subnet-a'])).toHaveLength(1);
  });

  test('are not told when the DNS server alone is there, or nothing that a group guards', () => {
    const at = dnsNic({ groupIds: ['sg-closed'] });
    expect(warn({ interfaces: [at] }, [server(at)])).toHaveLength(1);
    expect(warn({ interfaces: [nic('nat', { groupIds: [] })] }, [])).toEqual([]);
    expect(warn({ interfaces: [] }, [])).toEqual([]);
  });
});

test('the command names the Region and the account of the VPC', () => {
  const far = { ...reach({ interfaces: [nic('1', { groupIds: ['sg-closed'] })] }, { peerRegion: 'eu-central-1' }) };
  const [warning] = groupWarnings(far, [], ['subnet-a']);
  expect(warning?.message).toContain('--region eu-central-1 ');
  expect(warning?.message).toContain('run in account 222222222222: ');
});
