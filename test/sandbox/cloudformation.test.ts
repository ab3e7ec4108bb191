import { CloudFormationClient, DescribeStacksCommand, ListStacksCommand } from '@aws-sdk/client-cloudformation';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openScenario, type Scenario } from '../support/scenario.ts';

let scenario: Scenario;
beforeAll(async () => {
  scenario = await openScenario();
  await scenario.listen(0);
});
afterAll(() => scenario.close());

const as = (accessKeyId: string, region = 'ap-northeast-1') =>
  new CloudFormationClient({
    endpoint: scenario.url,
    region,
    credentials: { accessKeyId, secretAccessKey: 'anything' },
    maxAttempts: 1,
  });

describe("The sandbox's CloudFormation", () => {
  it('describes the stack that the sandbox stands for, with the address of its API', async () => {
    for (const name of [undefined, 'canal-sandbox']) {
      const { Stacks = [] } = await as('111111111111').send(new DescribeStacksCommand({ StackName: name }));
      expect(Stacks).toHaveLength(1);
      expect(Stacks[0]).toMatchObject({ StackName: 'canal-sandbox', StackStatus: 'CREATE_COMPLETE' });
      expect(Stacks[0]?.CreationTime?.toISOString()).toBe('2026-01-05T00:00:00.000Z');
      const outputs = Object.fromEntries((Stacks[0]?.Outputs ?? []).map((one) => [one.OutputKey, one.OutputValue]));
      expect(outputs).toMatchObject({
        HttpApiUrl: scenario.url,
        ProvisionNetworkArn: scenario.environment().CANAL_PROVISION_MACHINE,
        SoracomAuthKeySecret: 'canal/sandbox/soracom-auth-key',
      });
    }
  });

  it.each([
    ['another name', '111111111111', 'ap-northeast-1', 'canal-prod'],
    ['another account', '222222222222', 'ap-northeast-1', 'canal-sandbox'],
    ['another Region', '111111111111', 'eu-west-1', 'canal-sandbox'],
  ])('knows no stack of %s', async (_, key, region, StackName) => {
    await expect(as(key, region).send(new DescribeStacksCommand({ StackName }))).rejects.toMatchObject({
      name: 'ValidationError',
      message: `Stack with id ${StackName} does not exist`,
    });
  });

  it('refuses what it does not imitate by name', async () => {
    await expect(as('111111111111').send(new ListStacksCommand({}))).rejects.toMatchObject({
      name: 'InvalidAction',
      message: expect.stringContaining('DescribeStacks alone, not ListStacks'),
    });
  });
});
