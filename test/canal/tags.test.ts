import { expect, test } from 'vitest';
import { networkTags } from '../../src/canal/tags.ts';

test('what is made for a network can be found by network and stack, and has a name for people', () => {
  expect(networkTags('two-vpcs', '111111111111/ap-northeast-1/dev')).toEqual({
    'canal:network': 'two-vpcs',
    'canal:stack': '111111111111/ap-northeast-1/dev',
    name: 'canal-two-vpcs',
  });
});
