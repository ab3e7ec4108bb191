import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openScenario, type Scenario, twoVpcs } from '../support/scenario.ts';

// The AWS CLI is a client that we did not write, in another language than the SDK's. Where it is not installed there is
// nothing to run; the SDK's own clients are tested in real-clients.test.ts on every machine.
const installed = spawnSync('aws', ['--version']).status === 0;
if (!installed) console.info('aws-cli.test.ts: the AWS CLI is not installed, so it is not driven against the sandbox.');

let scenario: Scenario;
const machine = 'arn:aws:states:ap-northeast-1:111111111111:stateMachine:canal-sandbox-provision-network';
const execution = `${machine.replace(':stateMachine:', ':execution:')}:by-cli`;

/** Runs one command as an account; answers its output, or the error line. */
async function aws(account: string, ...args: string[]): Promise<string> {
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: '/nonexistent',
    AWS_ENDPOINT_URL: scenario.url,
    AWS_ACCESS_KEY_ID: account,
    AWS_SECRET_ACCESS_KEY: 'sandbox',
    AWS_DEFAULT_REGION: 'ap-northeast-1',
    AWS_PAGER: '',
    AWS_DEFAULT_OUTPUT: 'text',
  };
  try {
    return (await promisify(execFile)('aws', args, { env })).stdout.trim();
  } catch (error) {
    return (error as { stderr: string }).stderr.trim();
  }
}
const ours = (...args: string[]) => aws('111111111111', ...args);
const customer = (...args: string[]) => aws('222222222222', ...args);

describe.runIf(installed)('The AWS CLI', () => {
  beforeAll(async () => {
    scenario = await openScenario();
    await scenario.listen(0);
    const input = JSON.stringify(twoVpcs());
    await ours(
      'stepfunctions',
      'start-execution',
      '--state-machine-arn',
      machine,
      '--name',
      'by-cli',
      '--input',
      input,
    );
    await scenario.machines.settled(execution);
  });
  afterAll(() => scenario.close());

  // Each command starts a Python of its own, which takes a second: a few that differ in protocol, not every operation.
  it('reads executions, both accounts, the table, and errors', { timeout: 120_000 }, async () => {
    const [status, peerings, routes, items, again, role, logs] = await Promise.all([
      ours('stepfunctions', 'describe-execution', '--execution-arn', execution, '--query', 'status'),
      customer('ec2', 'describe-vpc-peering-connections', '--query', 'VpcPeeringConnections[].Status.Code'),
      customer(
        ...['ec2', 'describe-route-tables', '--filters', 'Name=route.vpc-peering-connection-id,Values=pcx-*'],
        ...['--query', 'RouteTables[].Routes[].DestinationCidrBlock'],
      ),
      ours('dynamodb', 'scan', '--table-name', 'canal-sandbox', '--select', 'COUNT', '--query', 'Count'),
      ours('stepfunctions', 'start-execution', '--state-machine-arn', machine, '--name', 'by-cli', '--input', '{}'),
      ours(
        ...['sts', 'assume-role', '--role-arn', 'arn:aws:iam::222222222222:role/canal-accepter'],
        ...['--role-session-name', 'me', '--external-id', 'wrong'],
      ),
      ours('logs', 'describe-log-groups'),
    ]);
    expect(status).toBe('SUCCEEDED');
    expect(peerings).toBe('active');
    expect(routes.split(/\s+/).sort()).toEqual(['10.0.0.0/16', '100.67.0.0/24']);
    expect(Number(items)).toBeGreaterThanOrEqual(4);
    expect(again).toContain('(ExecutionAlreadyExists)');
    expect(role).toContain('(AccessDenied)');
    expect(logs).toContain('does not imitate');
  });

  it('puts the example of an event on the bus, and reads what is refused from the queue', {
    timeout: 120_000,
  }, async () => {
    const request = 'file://examples/events/network-requested.json';
    const failed = await ours('events', 'put-events', '--entries', request, '--query', 'FailedEntryCount');
    expect(failed).toBe('0');
    scenario.buses.put('canal-sandbox', { source: 'canal.network', detailType: 'Nonsense', detail: {} });
    await scenario.clock.turn(() => scenario.clock.sleep(60_000));
    const queue = `${scenario.url}/111111111111/canal-sandbox-refused-requests`;
    const read = ['sqs', 'receive-message', '--queue-url', queue, '--query', 'Messages[].Body'];
    // This version of the AWS CLI takes an address for SQS from its flag alone.
    const [body, ...more] = (await ours(...read, '--endpoint-url', scenario.url)).split('\n');
    expect(more).toEqual([]);
    expect(JSON.parse(body ?? '').detail).toMatchObject({ requested: 'Nonsense', error: 'InvalidInput' });
  });
});
