import { describe, expect, it } from 'vitest';
import { vpgStatus } from '../../src/sandbox/world/vpg.ts';
import { CreateVpg } from '../../src/steps/create-vpg.ts';
import { eachScenario } from '../support/each-scenario.ts';
import { type Scenario, twoVpcs } from '../support/scenario.ts';

const scenarioOf = eachScenario();

/** Calls an operation of Step Functions, as a person's AWS CLI does. */
async function states(scenario: Scenario, operation: string, body: object): Promise<Record<string, unknown>> {
  const answer = await scenario.fetch('/', {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AWSStepFunctions.${operation}` },
    body: JSON.stringify(body),
  });
  expect(answer.status).toBe(200);
  return (await answer.json()) as Record<string, unknown>;
}

/** Lets time go on in small steps until something has come to pass. */
async function until(scenario: Scenario, happened: () => boolean): Promise<void> {
  await scenario.clock.turn(async () => {
    while (!happened()) await scenario.clock.sleep(10);
  });
}

const types = (scenario: Scenario, executionArn: string): readonly string[] =>
  scenario.machines.history(executionArn).map(({ type }) => type);

describe('An execution that is stopped', () => {
  it('leaves the function that runs to its end: the VPG that it was creating stands', async () => {
    const lines: string[] = [];
    const scenario = await scenarioOf({ log: ({ code }) => lines.push(code) });
    const { body } = await scenario.api('POST', '/networks', twoVpcs());
    const { executionArn } = body;
    await until(scenario, () => lines.includes('CREATE_VPG_STARTED'));
    expect(scenario.world.vpgs.size).toBe(0);

    await states(scenario, 'StopExecution', { executionArn, error: 'Manual', cause: 'The wrong network.' });
    expect(await states(scenario, 'DescribeExecution', { executionArn })).toMatchObject({
      status: 'ABORTED',
      error: 'Manual',
      cause: 'The wrong network.',
    });
    const history = types(scenario, executionArn);
    expect(history.slice(-2)).toEqual(['LambdaFunctionStarted', 'ExecutionAborted']);
    expect(lines).not.toContain('CREATE_VPG_COMPLETED');
    expect(scenario.world.vpgs.size).toBe(0);

    await until(scenario, () => lines.includes('CREATE_VPG_COMPLETED'));
    const [vpg] = scenario.world.vpgs.values();
    expect(vpg && vpgStatus(vpg, scenario.clock.now())).toBe('creating');
    expect(vpg?.tags['canal:network']).toBe('two-vpcs');
    expect(types(scenario, executionArn)).toEqual(history);
  });

  it('is continued by a new run, which finds that VPG and makes no second one', async () => {
    const lines: string[] = [];
    const scenario = await scenarioOf({ log: ({ code }) => lines.push(code) });
    const { body } = await scenario.api('POST', '/networks', twoVpcs());
    await until(scenario, () => lines.includes('CREATE_VPG_STARTED'));
    await states(scenario, 'StopExecution', { executionArn: body.executionArn });
    await until(scenario, () => lines.includes('CREATE_VPG_COMPLETED'));

    const again = await scenario.up(twoVpcs());
    expect(again).toMatchObject({ status: 202, body: { run: 2 } });
    expect((await scenario.machines.settled(again.body.executionArn)).status).toBe('SUCCEEDED');
    expect(scenario.world.vpgs.size).toBe(1);
  });
});

describe('A Task whose time is up', () => {
  const arn = 'arn:aws:lambda:ap-northeast-1:111111111111:function:canal-sandbox-create-vpg';
  const machine = {
    QueryLanguage: 'JSONata',
    StartAt: 'Create VPG',
    States: { 'Create VPG': { Type: 'Task', Resource: arn, TimeoutSeconds: 1, End: true } },
  };

  it('fails with States.Timeout while its function goes on: the VPG that it was creating stands', async () => {
    const lines: string[] = [];
    const faults = { faults: { 'soracom.createVirtualPrivateGateway': [{ delay: 5 }] } };
    const scenario = await scenarioOf({ faults, log: ({ code }) => lines.push(code) });
    const { arn: executionArn } = scenario.machines.start(
      scenario.machines.load('impatient', machine),
      JSON.stringify(CreateVpg.example),
      'run',
    );
    const { status, error, startDate, stopDate } = await scenario.machines.settled(executionArn);
    expect([status, error, Number(stopDate) - startDate]).toEqual(['FAILED', 'States.Timeout', 1000]);
    expect(types(scenario, executionArn)).toContain('LambdaFunctionTimedOut');
    expect(lines).toEqual(['CREATE_VPG_STARTED']);

    await until(scenario, () => lines.includes('CREATE_VPG_COMPLETED'));
    expect(scenario.world.vpgs.size).toBe(1);
    expect(scenario.clock.now() - startDate).toBeGreaterThan(5000);
  });
});
