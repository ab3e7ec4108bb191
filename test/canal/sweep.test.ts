import { describe, expect, test } from 'vitest';
import { isOfStack } from '../../src/canal/sweep.ts';

const arn = (region: string, account: string, machine: string) =>
  `arn:aws:states:${region}:${account}:execution:${machine}:plant-1`;
const stack = '111111111111/ap-northeast-1/prod';

describe('An execution', () => {
  test.each(['canal-prod-provision-network', 'canal-prod-remove-network'])(
    'of %s is of the installation',
    (machine) => {
      expect(isOfStack(arn('ap-northeast-1', '111111111111', machine), stack)).toBe(true);
    },
  );

  test.each([
    ['another stage', arn('ap-northeast-1', '111111111111', 'canal-dev-provision-network')],
    ['a stage with a longer name', arn('ap-northeast-1', '111111111111', 'canal-production-provision-network')],
    ['another Region', arn('us-west-2', '111111111111', 'canal-prod-provision-network')],
    ['another account', arn('ap-northeast-1', '222222222222', 'canal-prod-provision-network')],
    ['nobody', 'plant-1'],
    ['nothing', ''],
  ])('of %s is not', (_, executionArn) => {
    expect(isOfStack(executionArn, stack)).toBe(false);
  });
});
