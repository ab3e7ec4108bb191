import { describe, expect, test } from 'vitest';
import type { PeeringRecord } from '../../src/canal/record.ts';
import { peeringChanges } from '../../src/canal/wish-changes.ts';
import { known as peeringRecord } from '../support/removal.ts';
import { peering, wish } from '../support/wish.ts';

const known = (name: string, changes: Partial<PeeringRecord> = {}): PeeringRecord =>
  peeringRecord({ name, peeringId: `pcx-${name}`, ...changes });
const dns = { peerVpcId: 'vpc-0000000b', destinationCidrBlock: '10.0.0.0/16' };

describe('peeringChanges', () => {
  test.each<[string, PeeringRecord[], { leaving: string[]; renamed: string[] }]>([
    ['nothing has changed', [known('app'), known('dns', dns)], { leaving: [], renamed: [] }],
    ['a VPC that is named no more', [known('app', { peerVpcId: 'vpc-0000000c' })], { leaving: ['app'], renamed: [] }],
    ['the VPC of another account', [known('app', { peerOwnerId: '222222222222' })], { leaving: ['app'], renamed: [] }],
    ['another range', [known('app', { destinationCidrBlock: '172.21.0.0/17' })], { leaving: ['app'], renamed: [] }],
    [
      'another range of one that was found: it is not ours to delete',
      [known('app', { destinationCidrBlock: '172.21.0.0/17', made: false })],
      { leaving: [], renamed: [] },
    ],
    ['another name', [known('servers')], { leaving: [], renamed: ['servers'] }],
    [
      'names that change places: two records cannot, so both are made again',
      [known('dns'), known('app', dns)],
      { leaving: ['dns', 'app'], renamed: [] },
    ],
  ])('%s', (_, records, { leaving, renamed }) => {
    const wishes = wish({ peerings: [peering(), peering({ name: 'dns', ...dns })] }).peerings;
    const changes = peeringChanges(records, wishes);
    expect(changes.leaving.map(({ name }) => name)).toEqual(leaving);
    expect(changes.renamed.map(({ from }) => from.name)).toEqual(renamed);
  });
});
