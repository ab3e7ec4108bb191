import { expect, test } from 'vitest';
import { networkFaults } from '../../src/canal/check.ts';
import { draftOf } from '../../src/canal/network-draft.ts';
import { peering, wish } from '../support/wish.ts';

test('a wrong field does not hide what is known of its neighbours', () => {
  const draft = draftOf({ name: 5, peerings: [{ name: 'app', peerVpcId: 7 }, 'x'], airGroup: { groupId: 'x' } });
  expect(draft.peerings.map(({ name, peerVpcId }) => ({ name, peerVpcId }))).toEqual([{ name: 'app' }, {}]);
  expect(draft.airGroup).toEqual({});
});

test('of far too many peerings only the first ones are held against each other: 100,000 take no minutes', () => {
  const draft = draftOf({ ...wish(), peerings: Array.from({ length: 100_000 }, () => peering()) });
  expect(draft.peerings).toHaveLength(100);
  expect(networkFaults(draft).length).toBeLessThan(1000);
});
