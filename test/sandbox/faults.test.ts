import { describe, expect, it } from 'vitest';
import { FaultFile, Faults } from '../../src/sandbox/faults.ts';
import { Ids } from '../../src/sandbox/ids.ts';
import { eachScenario } from '../support/each-scenario.ts';
import { openScenario, twoVpcs } from '../support/scenario.ts';

const scenarioOf = eachScenario();

/** Runs the article's network under faults; answers how it ended, and what the machine saw go wrong. */
async function under(faults: Record<string, unknown>, options: Parameters<typeof openScenario>[0] = {}) {
  const scenario = await scenarioOf({ ...options, faults: { faults } });
  const started = await scenario.up(twoVpcs());
  const { executionArn } = started.body;
  const ended = await scenario.machines.settled(executionArn);
  const errors = scenario.machines
    .history(executionArn)
    .filter(({ type }) => type === 'LambdaFunctionFailed' || type === 'LambdaFunctionTimedOut')
    .map((event) => (event.lambdaFunctionFailedEventDetails as { error: string } | undefined)?.error);
  return { ...ended, errors, scenario };
}

describe('A fault file', () => {
  it('deals its outcomes out call by call, then all is well', () => {
    const file = FaultFile.parse({
      faults: {
        'ec2.DescribeVpcs': ['ok', { error: 'RequestLimitExceeded', status: 503, times: 2 }],
        'ec2.*': [{ delay: 3 }],
      },
    });
    const faults = new Faults(file, new Ids(1), () => 0);
    const next = () => faults.next('ec2', 'DescribeVpcs');
    expect(next()).toBeUndefined();
    expect(next()).toMatchObject({ error: 'RequestLimitExceeded', status: 503 });
    expect(next()).toMatchObject({ error: 'RequestLimitExceeded' });
    expect(next()).toMatchObject({ delay: 3 });
    expect(next()).toBeUndefined();
    expect(faults.next('sts', 'AssumeRole')).toBeUndefined();
  });

  it('lets one last for some seconds from the first call that meets it', () => {
    const storm = { error: 'AGW0000', status: 503, seconds: 180 };
    const file = FaultFile.parse({ faults: { 'soracom.*': ['ok', storm, { error: 'AGW0001', status: 429 }] } });
    let now = 0;
    const faults = new Faults(file, new Ids(1), () => now);
    const at = (seconds: number) => {
      now = seconds * 1000;
      const fault = faults.next('soracom', 'getGroup');
      return fault && 'error' in fault ? fault.error : 'well';
    };
    expect([0, 10, 20, 189.9].map(at)).toEqual(['well', 'AGW0000', 'AGW0000', 'AGW0000']);
    expect([190, 191].map(at)).toEqual(['AGW0001', 'well']);
  });

  it('draws by rate from the seed', () => {
    const file = FaultFile.parse({ faults: { 'soracom.*': { rate: 0.25, outcome: { malformed: true } } } });
    const deal = (seed: number) => {
      const faults = new Faults(file, new Ids(seed), () => 0);
      return Array.from({ length: 400 }, () => faults.next('soracom', 'getGroup') !== undefined);
    };
    expect(deal(5)).toEqual(deal(5));
    expect(deal(6)).not.toEqual(deal(5));
    const share = deal(5).filter(Boolean).length / 400;
    expect(share).toBeGreaterThan(0.15);
    expect(share).toBeLessThan(0.35);
  });

  it.each([
    [{ faults: { getGroup: ['ok'] } }, 'service.Operation'],
    [{ faults: { 'soracom.getGroup': [{ explode: true }] } }, 'must be a list'],
    [
      { failures: {} },
      'The fault file is not right:\n- faults: is missing; it must be a mapping\n- failures: is not a known field; known here: faults',
    ],
    [
      { faults: { 'function.create-vpg': [{ delay: 3 }] } },
      'faults.function.create-vpg: {"delay":3,"times":1} cannot happen',
    ],
    [{ faults: { 'ec2.*': { rate: 0.5, outcome: { outOfMemory: true } } } }, 'cannot happen here'],
    [{ faults: { 'function.create-vgp': ['ok'] } }, 'there is no function create-vgp; the nearest is create-vpg.'],
    [
      { faults: { 'soracom.createVpg': ['ok'], 'ec2.*': ['ok'] } },
      "the sandbox's soracom has no operation createVpg; the nearest is createVirtualPrivateGateway.",
    ],
    [
      { faults: { 'ec2.AcceptPeeringConnection': ['ok'] } },
      "the sandbox's ec2 has no operation AcceptPeeringConnection; the nearest is AcceptVpcPeeringConnection.",
    ],
    [{ faults: { 'dynamodb.put': ['ok'] } }, 'the nearest is PutItem.'],
    [
      { faults: { 'sts.Assume': ['ok'], 'secretsmanager.GetSecret': ['ok'] } },
      'faults.secretsmanager.GetSecret: the sandbox',
    ],
  ])('is refused when it is not right: %j', async (faults, message) => {
    await expect(openScenario({ faults })).rejects.toThrow(message);
  });
});

describe('The workflow under a fault', () => {
  it.each([
    ['SORACOM answers 429', { 'soracom.getGroup': [{ error: 'X', status: 429, times: 2 }] }, 'SoracomThrottled', 2],
    ['SORACOM answers 503', { 'soracom.getGroup': [{ error: 'X', status: 503 }] }, 'SoracomUnavailable', 1],
    ['SORACOM answers nonsense', { 'soracom.getGroup': [{ malformed: true }] }, 'SoracomUnavailable', 1],
    ['SORACOM never answers', { 'soracom.getGroup': [{ noAnswer: 'before' }] }, 'StepTimedOut', 1],
    ['the connection to SORACOM is cut', { 'soracom.getGroup': [{ cut: 'before' }] }, 'SoracomUnavailable', 1],
    ['EC2 throttles', { 'ec2.DescribeVpcs': [{ error: 'RequestLimitExceeded', status: 503 }] }, 'Ec2Throttled', 1],
    ['EC2 answers late, too late', { 'ec2.DescribeVpcs': [{ delay: 400 }] }, 'StepTimedOut', 1],
    ['the connection to STS is cut', { 'sts.AssumeRole': [{ cut: 'after' }] }, 'Ec2Unavailable', 1],
    [
      'DynamoDB throttles',
      { 'dynamodb.Query': [{ error: 'ThrottlingException', status: 400 }] },
      'StoreUnavailable',
      1,
    ],
    [
      'a write of the record is lost',
      { 'dynamodb.PutItem': ['ok', { error: 'ConditionalCheckFailedException', status: 400 }] },
      'StoreUnavailable',
      1,
    ],
    [
      'Secrets Manager is away',
      { 'secretsmanager.*': [{ error: 'InternalServiceError', status: 500 }] },
      'StoreUnavailable',
      1,
    ],
    ['a function is killed before it works', { 'function.find-vpg': [{ killed: 'before' }] }, 'Runtime.ExitError', 1],
    [
      'a function runs out of memory after its effect',
      { 'function.set-group': [{ outOfMemory: true }] },
      'Runtime.OutOfMemory',
      1,
    ],
    [
      'a function is killed before its call has its effect',
      { 'ec2.CreateRoute': [{ killed: 'before' }] },
      'Runtime.ExitError',
      1,
    ],
    [
      'a function is killed between two of its calls',
      { 'soracom.putConfigurationParameters': [{ killed: 'after' }] },
      'Runtime.ExitError',
      1,
    ],
  ])('goes on when %s', async (_, faults, error, times) => {
    const ended = await under(faults);
    expect(ended.errors).toEqual(Array.from({ length: times }, () => error));
    expect(ended.status).toBe('SUCCEEDED');
    expect(ended.scenario.world.vpgs.size).toBe(1);
    expect(ended.scenario.world.peerings.size).toBe(2);
  });

  it('does nothing more in a function that was killed in the middle, and begins it anew without its token', async () => {
    const calls: string[] = [];
    const scenario = await scenarioOf({
      faults: { faults: { 'soracom.createVpcPeeringConnection': [{ killed: 'after' }] } },
      watchCalls: (call) => calls.push(call),
    });
    const { body } = await scenario.up(twoVpcs({ peerings: (twoVpcs().peerings as unknown[]).slice(0, 1) }));
    expect((await scenario.machines.settled(body.executionArn)).status).toBe('SUCCEEDED');
    expect(scenario.world.peerings.size).toBe(1);
    const died = calls.indexOf('soracom.createVpcPeeringConnection');
    // The one that died does not write what SORACOM has answered: the next call is that of another try, which looks first.
    expect(calls.slice(died + 1, died + 6)).toEqual([
      'function.create-peering',
      'secretsmanager.GetSecretValue',
      'soracom.auth',
      'soracom.getVirtualPrivateGateway',
      'dynamodb.Query',
    ]);
  });

  it.each([
    ['no answer before the effect', { noAnswer: 'before' }],
    ['no answer after the effect', { noAnswer: 'after' }],
    ['a cut before the effect', { cut: 'before' }],
    ['a cut after the effect', { cut: 'after' }],
    ['a 503 before the effect', { error: 'AGW0000', status: 503 }],
    ['a malformed answer after the effect', { malformed: true }],
  ])('makes one VPG and one peering per wish whatever answer of a create is lost: %s', async (_, outcome) => {
    const ended = await under(
      { 'soracom.createVirtualPrivateGateway': [outcome], 'soracom.createVpcPeeringConnection': [outcome, outcome] },
      { world: undefined },
    );
    expect(ended.status).toBe('SUCCEEDED');
    expect(ended.scenario.world.vpgs.size).toBe(1);
    expect(ended.scenario.world.peerings.size).toBe(2);
  });

  it('does not make a second VPG while the tag of a first one is not listed yet', async () => {
    const ended = await under(
      { 'soracom.createVirtualPrivateGateway': [{ noAnswer: 'after' }] },
      {
        world: {
          ...(await import('../support/scenario.ts')).defaultWorldFile(),
          behaviour: { tagListedAfterSeconds: 200 },
        },
      },
    );
    expect(ended.status).toBe('SUCCEEDED');
    expect(ended.scenario.world.vpgs.size).toBe(1);
  });

  it.each([
    ['is missing', { environment: { CANAL_SORACOM_SECRET: 'not/there' } }],
    ['is refused by SORACOM', {}],
  ])('says what to do when the AuthKey %s, and creates nothing', async (what, options) => {
    const faults = what === 'is missing' ? {} : { 'soracom.auth': [{ error: 'AUM0002', status: 401, times: 9 }] };
    const ended = await under(faults, options);
    expect(ended).toMatchObject({ status: 'FAILED', error: 'SoracomDenied' });
    expect(ended.cause).toContain('This run created nothing.');
    expect(ended.scenario.world.vpgs.size).toBe(0);
  });

  it('goes on after the token has been refused midway', async () => {
    const ended = await under({ 'soracom.getVirtualPrivateGateway': [{ error: 'AUM0004', status: 401 }] });
    expect(ended.status).toBe('SUCCEEDED');
    expect(ended.errors).toEqual([]);
  });
});
