import { describe, expect, it } from 'vitest';
import { FaultFile } from '../../src/sandbox/faults.ts';
import { readGiven } from '../../src/sandbox/given-file.ts';
import { WorldFile } from '../../src/sandbox/world/world-file.ts';

const world = (given: unknown) => () => readGiven(WorldFile, given, 'The world file');

describe('A world file that is not right', () => {
  it.each<[what: string, given: unknown, said: string]>([
    [
      'a misspelt field',
      { groups: [], account: [] },
      'account: is not a known field; known here: behaviour, ownAccountId, ',
    ],
    [
      'one deep in it',
      {
        accounts: [
          { accountId: '111111111111', vpcs: [{ vpcId: 'vpc-0000000a', cidrBlock: '10.0.0.0/16', routeTable: [] }] },
        ],
      },
      'accounts[0].vpcs[0].routeTable: is not a known field; known here: vpcId, region, cidrBlock, ',
    ],
    [
      'one of the behaviour',
      { behaviour: { speed: 3 } },
      'behaviour.speed: is not a known field; known here: vpgCreationSeconds, ',
    ],
    ['a number for a text', { accounts: [{ accountId: 111111111111 }] }, 'accounts[0].accountId: must be text'],
    ['a text of another form', { accounts: [{ accountId: '1' }] }, 'accounts[0].accountId: must match pattern '],
    ['a mapping for a list', { groups: {} }, 'groups: must be a list'],
    ['what is missing', { accounts: [{}] }, 'accounts[0].accountId: is missing; it must be text'],
    ['a list for the whole', [], 'the file: must be a mapping'],
  ])('names its place: %s', (_, given, said) => {
    expect(world(given)).toThrow(`The world file is not right:\n- ${said}`);
  });

  it('names all faults at once', () => {
    expect(world({ groups: {}, accounts: {} })).toThrow(/- accounts: must be a list\n- groups: must be a list$/);
  });

  it('and a fault file too', () => {
    const faults = () => readGiven(FaultFile, { faults: { 'ec2.*': [{ error: 'A', stats: 3 }] } }, 'The fault file');
    expect(faults).toThrow('- faults.ec2.*[0].stats: is not a known field');
  });
});
