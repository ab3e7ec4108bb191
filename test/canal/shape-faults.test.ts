import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { Network } from '../../src/canal/network.ts';
import { fieldOf, shapeFaults } from '../../src/canal/shape-faults.ts';
import { peering } from '../support/wish.ts';

const airGroup = { groupId: '00000000-0000-4000-8000-000000000001' };

/** What a network file may have, in the order in which its faults name it. */
const fields = Object.keys(Network.shape).join(', ');

/** The faults of a network that is in order but for these values, as `field: message`. */
function faults(changes: Record<string, unknown>): string[] {
  const { error } = Network.safeParse({ name: 'plant', peerings: [peering()], airGroup, ...changes });
  return error ? shapeFaults(error).map((fault) => `${fault.field}: ${fault.message}`) : [];
}
const inPeering = (changes: Record<string, unknown>) => faults({ peerings: [{ ...peering(), ...changes }] });

test('the network that the cases change is in order', () => {
  expect(faults({})).toEqual([]);
});

test('every fault of shape is an InvalidInput', () => {
  const { error } = Network.safeParse({ colour: 1, vpg: 3 });
  const found = error ? shapeFaults(error) : [];
  expect(found.map((fault) => fault.field)).toEqual(['name', 'vpg', 'peerings', 'airGroup', 'colour']);
  expect(new Set(found.map((fault) => fault.name))).toEqual(new Set(['InvalidInput']));
});

describe('what is missing says what it must be', () => {
  test.each([
    [
      'name',
      { name: undefined },
      'name: is missing; it must be 1 to 40 lower-case letters, digits and dashes, and start with a letter',
    ],
    [
      'the group',
      { airGroup: undefined },
      'airGroup: is missing; it must be a mapping with the fields groupId, dnsServers, replaces',
    ],
    ['the list of peerings', { peerings: undefined }, 'peerings: is missing; it must be a list'],
    ['a peering in the list', { peerings: [] }, 'peerings: must name at least one VPC'],
    [
      'what is written as nothing',
      { airGroup: null },
      'airGroup: is empty; it must be a mapping with the fields groupId, dnsServers, replaces',
    ],
  ])('%s', (_, changes, fault) => {
    expect(faults(changes)).toEqual([fault]);
  });

  test('an account number', () => {
    expect(inPeering({ peerOwnerId: undefined })).toEqual([
      'peerings[0].peerOwnerId: is missing; it must be the 12 digits of an AWS account number, in quotes',
    ]);
  });
});

describe('what is of the wrong kind says how to write it', () => {
  test.each([
    [
      'an account number without quotes',
      { peerOwnerId: 111111111111 },
      'peerOwnerId: must be text: put the account number in quotes',
    ],
    [
      'an id that reads as a number',
      { peerVpcId: 1e5 },
      'peerVpcId: must be a VPC id such as vpc-0123456789abcdef0; write it in quotes, so that it is not read as a number',
    ],
    [
      'a list for a text',
      { peerVpcId: ['vpc-0000000a'] },
      'peerVpcId: must be a VPC id such as vpc-0123456789abcdef0, not a list',
    ],
    [
      'an id of another kind',
      { peerVpcId: 'subnet-0000000a' },
      'peerVpcId: must be a VPC id such as vpc-0123456789abcdef0',
    ],
  ])('%s', (_, changes, fault) => {
    expect(inPeering(changes)).toEqual([`peerings[0].${fault}`]);
  });

  test.each([
    ['a number in quotes', { vpg: { type: '15' } }, 'vpg.type: must be a whole number, without quotes: 15 is Type-F'],
    ['a broken number', { vpg: { type: 15.5 } }, 'vpg.type: must be a whole number, without quotes: 15 is Type-F'],
    [
      'yes for true',
      { vpg: { useInternetGateway: 'yes' } },
      'vpg.useInternetGateway: must be true or false, without quotes (yes, no, on and off are read as text)',
    ],
    [
      'one server without brackets, and nothing about its length',
      { airGroup: { ...airGroup, dnsServers: '10.0.0.53' } },
      'airGroup.dnsServers: must be a list, also for one thing: write [ ] around it, or "- " before it',
    ],
    [
      'too many servers',
      { airGroup: { ...airGroup, dnsServers: ['10.0.0.1', '10.0.0.2', '10.0.0.3'] } },
      'airGroup.dnsServers: must be at most 2 addresses',
    ],
    ['a word that is not among the words', { reconnect: 'all' }, 'reconnect: must be one of online, none'],
    [
      'a list for a mapping',
      { vpg: [] },
      'vpg: must be a mapping with the fields type, useInternetGateway, deviceSubnetCidrRange, region, vpgId, not a list',
    ],
  ])('%s', (_, changes, fault) => {
    expect(faults(changes)).toEqual([fault]);
  });

  test.each([
    ['null', null, 'network: is empty; it must be a mapping'],
    ['a list', [], `network: must be a mapping with the fields ${fields}, not a list`],
  ])('%s for the whole', (_, value, start) => {
    const { error } = Network.safeParse(value);
    const [fault, ...others] = error ? shapeFaults(error) : [];
    expect(others).toEqual([]);
    expect(`${fault?.field}: ${fault?.message}`).toContain(start);
  });
});

describe('an unknown field', () => {
  test.each([
    ['peerVPCid', 'did you mean peerVpcId?'],
    ['peerOwnerID', 'did you mean peerOwnerId?'],
    ['destinationCidr', 'did you mean destinationCidrBlock?'],
    ['routeTable', 'did you mean routeTables?'],
    ['colour', 'known here: name, peerOwnerId, peerVpcId, peerRegion, destinationCidrBlock, routeTables'],
  ])('%s: %s', (key, next) => {
    expect(inPeering({ [key]: 'x' })).toEqual([`peerings[0].${key}: is not a known field; ${next}`]);
  });

  test('that was meant for one that is missing is told alone', () => {
    const { peerVpcId, ...others } = peering();
    expect(faults({ peerings: [{ ...others, peerVPCid: peerVpcId }] })).toEqual([
      'peerings[0].peerVPCid: is not a known field; did you mean peerVpcId?',
    ]);
  });

  test('is named with quotes where its name is no plain word', () => {
    expect(faults({ 'a.b': 1 })).toEqual([`network["a.b"]: is not a known field; known here: ${fields}`]);
  });

  test('each one has its own fault', () => {
    expect(faults({ vpg: { regoin: 'x', typ: 1 } })).toEqual([
      'vpg.regoin: is not a known field; did you mean region?',
      'vpg.typ: is not a known field; did you mean type?',
    ]);
  });
});

describe('routeTables gets one message', () => {
  const any = 'routeTables: must be main, all, none, {ids: [rtb-…]} or {subnets: [subnet-…]}';

  test.each([
    ['an unknown word', 'mian', any],
    ['nothing', null, any],
    ['a number', 3, any],
    ['an empty mapping', {}, any],
    ['another field', { id: ['rtb-0000000a'] }, any],
    ['both fields', { ids: ['rtb-0000000a'], subnets: ['subnet-0000000a'] }, any],
    ['a list', ['rtb-0000000a'], any],
    [
      'a bad id',
      { ids: ['rtb-0000000a', 'rtb-x'] },
      'routeTables.ids[1]: must be a route table id such as rtb-0123456789abcdef0',
    ],
    [
      'a bad subnet',
      { subnets: ['rtb-0000000a'] },
      'routeTables.subnets[0]: must be a subnet id such as subnet-0123456789abcdef0',
    ],
    ['no id', { ids: [] }, 'routeTables.ids: must name at least one; write none, without braces, for no routes'],
    [
      'one id without brackets',
      { ids: 'rtb-0000000a' },
      'routeTables.ids: must be a list, also for one thing: write [ ] around it, or "- " before it',
    ],
  ])('%s', (_, routeTables, fault) => {
    expect(inPeering({ routeTables })).toEqual([`peerings[0].${fault}`]);
  });
});

test('another schema gives its own fields and limits', () => {
  const Page = z.strictObject({
    limit: z.int().check(z.minimum(1), z.maximum(100)),
    tags: z.array(z.string()).check(z.minLength(2)),
    id: z.uuid(),
  });
  const { error } = Page.safeParse({ limit: 0, tags: ['a'], id: 'x', limits: 1 });
  const found = error ? shapeFaults(error, Page) : [];
  expect(found.map((fault) => `${fault.field}: ${fault.message}`)).toEqual([
    'limit: must be at least 1',
    'tags: must be at least 2 entries',
    'id: is not as it must be: Invalid UUID',
    'limits: is not a known field; did you mean limit?',
  ]);
});

test('fieldOf writes paths as people read them', () => {
  expect(fieldOf([])).toBe('network');
  expect(fieldOf(['peerings', 0, 'routeTables', 'ids', 12])).toBe('peerings[0].routeTables.ids[12]');
  expect(fieldOf([0, 'name'])).toBe('network[0].name');
});
