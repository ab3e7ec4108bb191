import { expect, it } from 'vitest';
import { nearestName } from '../../src/sandbox/nearest-name.ts';

const known = [
  'createVpcPeeringConnection',
  'createGroup',
  'createVirtualPrivateGateway',
  'getVirtualPrivateGateway',
  'listGroups',
];

it.each([
  ['createVpg', 'createVirtualPrivateGateway'],
  ['CREATEVPG', 'createVirtualPrivateGateway'],
  ['createGruop', 'createGroup'],
  ['getVpg', 'getVirtualPrivateGateway'],
  ['listGroup', 'listGroups'],
  ['createGroup', 'createGroup'],
  ['replaceGroup', 'createGroup'],
])('The name that comes nearest to %s is %s', (word, name) => {
  expect(nearestName(word, known)).toBe(name);
});

it('There is none where nothing is known', () => {
  expect(nearestName('createVpg', [])).toBeUndefined();
});
