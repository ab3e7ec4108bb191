import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cli } from '../../src/cli/cli.ts';
import { ownFiles } from './own-files.ts';
import { stage } from './stage.ts';

const example = readFileSync('examples/two-vpcs.yaml', 'utf8');
const { file } = ownFiles();

/** `canal up` of a file that holds this. The stage has neither a sandbox nor a network: whatever is begun is told as a fault of its own. */
async function up(content: string | Uint8Array) {
  const path = file('net.yaml', content);
  const set = stage();
  const exitCode = await cli(['up', path], '1', set.surroundings);
  return { exitCode, stdout: set.stdout(), stderr: set.stderr().replaceAll(path, 'net.yaml') };
}

/** The example with a piece of it changed. */
function changed(piece: string, by: string): string {
  expect(example).toContain(piece);
  return example.replace(piece, by);
}
const inApp = (field: string, value: string): string =>
  example.replace(new RegExp(`(${field}: ).*`), (_, before) => `${before}${value}`);
const more = (line: string): string => `${example}${line}\n`;
const noList = 'must be a list, also for one thing: write [ ] around it, or "- " before it';
const otherColumn =
  'this line begins in another column than its neighbours; indent all fields of a mapping, and all "- " of a list, alike';
const noField =
  'this is no field; write its name, a colon, a space and its value on one line, such as "name: two-vpcs"';
const otherKind =
  'has none of the fields of a network (name, vpg, peerings, airGroup, dns, reconnect, onFailure, budget), so it is a file of another kind; a network looks like examples/two-vpcs.yaml';

/** What people write by mistake, and the one sentence that each of it gets: place, field, what is wrong, what to do. */
const mistakes: readonly (readonly [what: string, content: () => string | Uint8Array, sentence: string])[] = [
  ['a field too far left', () => changed('    peerVpcId', '   peerVpcId'), `6:1: ${otherColumn}`],
  ['a field too far right', () => changed('    peerVpcId', '     peerVpcId'), `6:1: ${otherColumn}`],
  ['a mapping that slid into the list above', () => changed('\nairGroup', '\n  airGroup'), `16:1: ${otherColumn}`],
  [
    'a list whose first dash is lost',
    () => changed('  - name: app', '    name: app'),
    '10:1: a list begins here, where a field was expected; look how this line and those above are indented',
  ],
  ['a tab', () => changed('    peerVpcId', '\tpeerVpcId'), '6:1: a tab cannot indent in YAML; use spaces'],
  [
    'a no-break space, as copied from a web page',
    () => changed('    peerVpcId', '\u00a0\u00a0\u00a0\u00a0peerVpcId'),
    '6:1: this line is indented with a sign that only looks like a space (U+00A0); use spaces',
  ],
  [
    'a full-width space',
    () => changed('    peerVpcId', '  \u3000peerVpcId'),
    '6:1: this line is indented with a sign that only looks like a space (U+3000); use spaces',
  ],
  [
    'a full-width colon',
    () => changed('name: two-vpcs', 'name：two-vpcs'),
    '2:5: this colon is a full-width one (U+FF1A); write ":" and a space',
  ],
  ['no space after the colon', () => changed('name: two', 'name:two'), `2:1: ${noField}`],
  [
    'a quote that is not closed',
    () => changed('"222222222222"', '"222222222222'),
    '11:18: a text in quotes is not closed; put its second quote',
  ],
  [
    'a bracket that is not closed',
    () => changed('[10.0.0.53]', '[10.0.0.53'),
    '19:1: a [ or { above is not closed before this place; close it',
  ],
  [
    'JSON without a comma',
    () => '{"name": "a" "peerings": []}',
    '1:14: a comma or a colon is missing before this place',
  ],
  [
    'a text that begins with @',
    () => changed('name: two', 'name: @two'),
    '2:7: a text cannot begin with this sign; put it in quotes',
  ],
  [
    'a field twice',
    () => changed('name: two-vpcs', 'name: two-vpcs\nname: one'),
    '3:1: this field stands here a second time; keep one of the two',
  ],
  [
    'two networks in a file',
    () => `${example}---\n${example}`,
    '19:1: a second document begins here; keep one network per file, without "---" between',
  ],
  [
    'a merge',
    () => changed('    routeTables: main', '    <<: {routeTables: main}'),
    '9:5: peerings[0]["<<"]: merges (<<) are not taken; write the fields out',
  ],
  [
    'an alias of nothing',
    () => inApp('peerRegion', '*tokyo'),
    '7:17: *tokyo refers to an anchor &tokyo that is not above it; write the value out, or put it in quotes if it is text',
  ],
  ['nothing', () => '', 'is empty; describe a network as in examples/two-vpcs.yaml'],
  ['comments alone', () => '# later\n', 'is empty; describe a network as in examples/two-vpcs.yaml'],
  [
    'UTF-16',
    () => Buffer.from(`\ufeff${example}`, 'utf16le'),
    'is not a text in UTF-8; save it in that encoding, or look at the path.',
  ],
  [
    'a picture',
    () => Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0xff),
    'is not a text in UTF-8; save it in that encoding, or look at the path.',
  ],
  [
    'megabytes',
    () => Buffer.alloc(5 * 1024 * 1024, '#'),
    'is 5 MB large, more than any file of ours; look at the path.',
  ],
  ['a world file', () => readFileSync('examples/world.yaml'), otherKind],
  ['a CloudFormation template', () => readFileSync('examples/accepter-role.yaml'), otherKind],
  [
    'a name alone',
    () => 'two-vpcs\n',
    '1:1: network: must be a mapping with the fields name, vpg, peerings, airGroup, dns, reconnect, onFailure, budget, not text',
  ],
  [
    'another case',
    () => changed('destinationCidrBlock', 'destinationCIDRBlock'),
    '8:5: peerings[0].destinationCIDRBlock: is not a known field; did you mean destinationCidrBlock?',
  ],
  [
    'a name that is near',
    () => changed('airGroup', 'air_group'),
    '16:1: air_group: is not a known field; did you mean airGroup?',
  ],
  [
    'a name of another thing',
    () => changed('    routeTables: main', '    colour: blue'),
    '9:5: peerings[0].colour: is not a known field; known here: name, peerOwnerId, peerVpcId, peerRegion, destinationCidrBlock, routeTables',
  ],
  [
    'a network name in capitals',
    () => changed('name: two-vpcs', 'name: Two_VPCs'),
    '2:7: name: must be 1 to 40 lower-case letters, digits and dashes, and start with a letter',
  ],
  [
    'a list without dashes',
    () => changed('  - name: app', '    name: app').replace(/ {2}- name: dns[\s\S]*?\n(?=airGroup)/, ''),
    `4:5: peerings: ${noList}`,
  ],
  [
    'an empty field',
    () => inApp('peerVpcId', ''),
    '6:5: peerings[0].peerVpcId: is empty; it must be a VPC id such as vpc-0123456789abcdef0',
  ],
  [
    'an account without quotes, whose zeros are lost',
    () => inApp('peerOwnerId', '001234567890'),
    '5:18: peerings[0].peerOwnerId: must be text: put the account number in quotes',
  ],
  [
    'an account with dashes',
    () => inApp('peerOwnerId', '1111-1111-1111'),
    '5:18: peerings[0].peerOwnerId: must be the 12 digits of an AWS account number, in quotes',
  ],
  [
    'the id of a subnet',
    () => inApp('peerVpcId', 'subnet-0a1111111111111a1'),
    '6:16: peerings[0].peerVpcId: must be a VPC id such as vpc-0123456789abcdef0',
  ],
  [
    'an availability zone',
    () => inApp('peerRegion', 'ap-northeast-1a'),
    '7:17: peerings[0].peerRegion: must be an AWS Region such as ap-northeast-1',
  ],
  [
    'a Region of another partition of AWS',
    () => inApp('peerRegion', 'cn-north-1'),
    '7:17: peerings[0].peerRegion: must be an AWS Region such as ap-northeast-1',
  ],
  [
    'an address within the range',
    () => inApp('destinationCidrBlock', '172.21.0.5/16'),
    '8:27: peerings[0].destinationCidrBlock: 172.21.0.5/16 is not the start of its range; write 172.21.0.0/16',
  ],
  [
    'an address without a length',
    () => inApp('destinationCidrBlock', '172.21.0.0'),
    '8:27: peerings[0].destinationCidrBlock: must be an IPv4 range such as 10.0.0.0/16',
  ],
  [
    'a public range',
    () => inApp('destinationCidrBlock', '8.8.0.0/16'),
    '8:27: peerings[0].destinationCidrBlock: 8.8.0.0/16 is not a private range (RFC 1918); choose one inside 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16',
  ],
  [
    'a VPC twice',
    () => changed('vpc-0b2222222222222b1', 'vpc-0a1111111111111a1'),
    '12:16: peerings[1].peerVpcId: vpc-0a1111111111111a1 stands in peerings[0].peerVpcId already; AWS allows one peering between two VPCs: put both into one peering',
  ],
  [
    'one route table without ids',
    () => inApp('routeTables', 'rtb-0a1111111111111a1'),
    '9:18: peerings[0].routeTables: must be main, all, none, {ids: [rtb-…]} or {subnets: [subnet-…]}',
  ],
  [
    'one DNS server without brackets',
    () => changed('[10.0.0.53]', '10.0.0.53'),
    `18:15: airGroup.dnsServers: ${noList}`,
  ],
  [
    'a DNS server by its name',
    () => changed('[10.0.0.53]', '[dns.example.com]'),
    '18:16: airGroup.dnsServers[0]: must be an IPv4 address',
  ],
  ['the name of a group', () => inApp('groupId', 'my-group'), '17:12: airGroup.groupId: must be a group id, a UUID'],
  [
    'a type by its letter',
    () => more('vpg: {type: F}'),
    '19:13: vpg.type: must be a whole number, without quotes: 15 is Type-F',
  ],
  ['yes', () => more('reconnect: yes'), '19:12: reconnect: must be one of online, none'],
  [
    'a budget without its month',
    () => more('budget: 20000'),
    '19:9: budget: must be a mapping with the fields monthly, not a number',
  ],
  [
    'names and servers of names',
    () => more('dns: {host: tokyo-1, zone: plant.internal}'),
    '18:15: airGroup.dnsServers: stands beside dns, which sets the DNS server of the SIMs by itself: leave one of them out',
  ],
];

describe('A network file with', () => {
  it.each(mistakes)('%s gets one sentence, and nothing is begun', async (_, content, sentence) => {
    const { exitCode, stdout, stderr } = await up(content());
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    const [first, ...rest] = stderr.trimEnd().split('\n');
    expect(first).toBe(`net.yaml:${/^\d/.test(sentence) ? '' : ' '}${sentence}`);
    // A file that is no text has no faults to count.
    expect(rest).toEqual(sentence.endsWith('.') ? [] : ['net.yaml has 1 fault; nothing was begun.']);
  });
});
