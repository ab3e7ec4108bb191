import { expect, test } from 'vitest';
import { quotaWarnings } from '../../src/canal/quota-warnings.ts';

const warn = (standing: number) => quotaWarnings('peerings[0].peerVpcId', 'vpc-0000000a', standing, 50);

test('a VPC with room for many peerings gives no warning', () => {
  expect(warn(1)).toEqual([]);
  expect(warn(46)).toEqual([]);
});

test.each([
  [47, 'room for 3 more'],
  [49, 'room for 1 more'],
  [50, 'no room for another one'],
])('a VPC with %i peerings of 50 is told: %s', (standing, room) => {
  expect(warn(standing)).toEqual([
    {
      field: 'peerings[0].peerVpcId',
      message: `with this one vpc-0000000a has ${standing} peerings, and AWS allows 50 per VPC unless the quota was raised, so there is ${room}; delete what is not needed, or ask AWS for more in time`,
    },
  ]);
});

test('a VPC with more peerings than the quota has a raised one, and gives no warning', () => {
  expect(warn(51)).toEqual([]);
});
