import { describe, expect, it } from 'vitest';
import { audit, type Expected, foreignFacts } from '../support/audit.ts';
import { eachScenario } from '../support/each-scenario.ts';
import { defaultWorldFile, type openScenario, type Scenario, twoVpcs } from '../support/scenario.ts';

const expected: Expected = {
  network: 'two-vpcs',
  stack: '111111111111/ap-northeast-1/sandbox',
  peerVpcIds: ['vpc-0a1111111111111a1', 'vpc-0b2222222222222b1'],
};

const scenarioOf = eachScenario();

type Faults = Record<string, unknown>;
type World = { accounts: { vpcs: { routeTables: { routes?: unknown[] }[] }[] }[]; [more: string]: unknown };

/** What went wrong in a run and what it did about it: the failures, and each state between the first and the last of them. */
function troubles(scenario: Scenario, executionArn: string): string[] {
  const lines = scenario.history(executionArn).split('\n');
  const wrong = lines.flatMap((line, index) =>
    / (Lambda\w+(Failed|TimedOut)|EvaluationFailed)/.test(line) ? [index] : [],
  );
  return lines
    .slice(wrong[0] ?? lines.length, (wrong.at(-1) ?? 0) + 8)
    .filter((line) => /Failed|TimedOut|StateEntered/.test(line))
    .map((line) =>
      line
        .replace(/ \d+<\d+/, '')
        .replace(/\{.*/, '')
        .trimEnd(),
    );
}

/** Puts a text into the secret that holds the AuthKey. */
async function putSecret(scenario: Scenario, SecretString: string): Promise<void> {
  await scenario.fetch('/', {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'secretsmanager.PutSecretValue' },
    body: JSON.stringify({
      SecretId: 'canal/sandbox/soracom-auth-key',
      SecretString,
      ClientRequestToken: 'a-token',
    }),
  });
}

/** Runs the article's network under faults, holds its history against the golden file, and audits the world. */
async function under(golden: string, faults: Faults, options: Parameters<typeof openScenario>[0] = {}) {
  const scenario = await scenarioOf({ ...options, faults: { faults } });
  const before = foreignFacts(scenario.world, expected);
  const started = await scenario.up(twoVpcs());
  const ended = await scenario.machines.settled(started.body.executionArn);
  await expect(`${scenario.history(ended.executionArn)}\n`).toMatchFileSnapshot(
    `../fixtures/histories/faults/${golden}.txt`,
  );
  expect(audit(scenario.world, expected)).toEqual([]);
  expect(foreignFacts(scenario.world, expected)).toEqual(before);
  return { scenario, ended };
}

/** A storm of three minutes over all of SORACOM, which begins after some calls. */
const storm = (status: number, after = 3) => [
  ...Array.from({ length: after }, () => 'ok'),
  { error: 'AGW0000', status, seconds: 180 },
];

const world = (behaviour: Record<string, unknown>): World => ({ ...(defaultWorldFile() as World), behaviour });

/** The main table of the app VPC sends the VPG's range to a peering that is dead. */
function withBlackHole(): World {
  const file = defaultWorldFile() as World;
  const table = file.accounts[0]?.vpcs[0]?.routeTables[0];
  if (table)
    table.routes = [{ destinationCidrBlock: '100.67.0.0/24', vpcPeeringConnectionId: 'pcx-0dead00000000dead' }];
  return file;
}

describe('A fault that life has', () => {
  it.each<[string, Faults, Parameters<typeof openScenario>[0]]>([
    ['peering-appears-late', {}, { world: world({ peeringVisibleAfterSeconds: 40 }) }],
    ['accept-in-another-state', { 'ec2.AcceptVpcPeeringConnection': [{ error: 'InvalidStateTransition' }] }, {}],
    ['accept-not-shown-yet', {}, { world: world({ ec2DescribeLagSeconds: 12 }) }],
    ['black-hole-replaced', {}, { world: withBlackHole() }],
    ['soracom-429-storm', { 'soracom.*': storm(429) }, {}],
    ['soracom-503-storm', { 'soracom.*': storm(503) }, {}],
    ['token-expires-midway', { 'soracom.getGroup': ['ok', { error: 'AUM0004', status: 401 }] }, {}],
    [
      'tag-not-listed-yet',
      { 'soracom.createVirtualPrivateGateway': [{ cut: 'after' }] },
      { world: world({ tagListedAfterSeconds: 150 }) },
    ],
    ['ec2-throttles', { 'ec2.*': { rate: 0.1, outcome: { error: 'RequestLimitExceeded', status: 503 } } }, {}],
    [
      'killed-after-its-effect',
      { 'function.create-vpg': [{ killed: 'after' }], 'function.create-peering': [{ killed: 'after' }] },
      {},
    ],
    ['conditional-write-lost', { 'dynamodb.PutItem': ['ok', 'ok', { error: 'ConditionalCheckFailedException' }] }, {}],
  ])('ends as wished: %s', { timeout: 60_000 }, async (golden, faults, options) => {
    const { ended, scenario } = await under(golden, faults, options);
    expect(ended.status, ended.cause).toBe('SUCCEEDED');
    expect([...scenario.world.peerings.values()]).toHaveLength(2);
  });

  it.each([429, 503].flatMap((status) => [0, 1, 4, 6, 8, 11, 15, 20].map((after) => [status, after])))(
    'ends as wished: SORACOM answers %d for three minutes after %d calls',
    async (status = 0, after = 0) => {
      const scenario = await scenarioOf({ seed: 7, faults: { faults: { 'soracom.*': storm(status, after) } } });
      const before = foreignFacts(scenario.world, expected);
      const started = await scenario.up(twoVpcs());
      const ended = await scenario.machines.settled(started.body.executionArn);
      expect(ended.status, ended.cause).toBe('SUCCEEDED');
      expect(Number(ended.stopDate) - ended.startDate).toBeGreaterThan(180_000);
      expect(audit(scenario.world, expected)).toEqual([]);
      expect(foreignFacts(scenario.world, expected)).toEqual(before);
    },
  );

  it.each(
    ['createVirtualPrivateGateway', 'createVpcPeeringConnection', 'putConfigurationParameters', 'deleteSimSession']
      .map((operation) => `soracom.${operation}`)
      .concat(['AcceptVpcPeeringConnection', 'CreateTags', 'CreateRoute'].map((operation) => `ec2.${operation}`))
      .concat(['dynamodb.PutItem', 'sts.AssumeRole'])
      .flatMap((call) => [
        [call, 'noAnswer', 'before'],
        [call, 'noAnswer', 'after'],
        [call, 'cut', 'before'],
        [call, 'cut', 'after'],
      ]),
  )('ends as wished when %s has %s %s its effect', { timeout: 60_000 }, async (call = '', what = '', when = '') => {
    const scenario = await scenarioOf({
      faults: { faults: { [call]: ['ok', { [what]: when }].slice(call.endsWith('Gateway') ? 1 : 0) } },
    });
    const before = foreignFacts(scenario.world, expected);
    const started = await scenario.up(twoVpcs());
    // A start whose record could not be written is refused, and nothing was begun: a person starts it again.
    const again = started.status === 503 ? await scenario.up(twoVpcs()) : started;
    const ended = await scenario.machines.settled(again.body.executionArn);
    expect(ended.status, ended.cause).toBe('SUCCEEDED');
    expect(audit(scenario.world, expected)).toEqual([]);
    expect(foreignFacts(scenario.world, expected)).toEqual(before);
    await expect(`${troubles(scenario, ended.executionArn).join('\n')}\n`).toMatchFileSnapshot(
      `../fixtures/histories/faults/lost-answers/${call}-${what}-${when}.txt`,
    );
  });
});

describe('A fault that ends the run', () => {
  it('is told, and the next start goes on: the VPG is too slow', async () => {
    const { scenario, ended } = await under('vpg-too-slow', {}, { world: world({ vpgCreationSeconds: 6000 }) });
    expect(ended.error).toBe('VpgTooSlow');
    await scenario.clock.turn(() => scenario.clock.sleep(6_000_000));
    const again = await scenario.up(twoVpcs());
    expect((await scenario.machines.settled(again.body.executionArn)).status).toBe('SUCCEEDED');
    expect(audit(scenario.world, expected)).toEqual([]);
    expect(scenario.world.vpgs.size).toBe(1);
  });

  it.each([
    ['secret-missing', { environment: { CANAL_SORACOM_SECRET: 'canal/not/there' } }, undefined],
    ['secret-empty', {}, '{}'],
    ['secret-placeholder', {}, 'put the AuthKey here'],
  ])('is told, and nothing was made: %s', async (golden, options, text) => {
    const scenario = await scenarioOf(options);
    if (text !== undefined) await putSecret(scenario, text);
    const { body } = await scenario.up(twoVpcs());
    const ended = await scenario.machines.settled(body.executionArn);
    expect(ended.error).toBe('SoracomDenied');
    expect(ended.cause).toContain('This run created nothing.');
    await expect(`${scenario.history(body.executionArn)}\n`).toMatchFileSnapshot(
      `../fixtures/histories/faults/${golden}.txt`,
    );
    expect(scenario.world.vpgs.size).toBe(0);
  });
});

describe('An execution that is stopped', () => {
  it('is gone on with by a new run, from where it stood', async () => {
    const scenario = await scenarioOf({});
    const before = foreignFacts(scenario.world, expected);
    const { body } = await scenario.api('POST', '/networks', twoVpcs());
    await scenario.clock.turn(() => scenario.clock.sleep(190_000)); // the peerings are being made
    scenario.machines.execution(body.executionArn)?.abort(undefined, 'stopped by hand');
    const again = await scenario.up(twoVpcs());
    expect(again).toMatchObject({ status: 202, body: { run: 2 } });
    const told = [body, again.body].map(({ executionArn }) => scenario.history(executionArn)).join('\n\n');
    await expect(`${told}\n`).toMatchFileSnapshot('../fixtures/histories/faults/stopped-and-started-anew.txt');
    expect((await scenario.machines.settled(again.body.executionArn)).status).toBe('SUCCEEDED');
    expect(audit(scenario.world, expected)).toEqual([]);
    expect(foreignFacts(scenario.world, expected)).toEqual(before);
    expect([scenario.world.vpgs.size, scenario.world.peerings.size]).toEqual([1, 2]);
  });
});

describe('Starts of one network', () => {
  it('that come at once make one run, one VPG, and no failed execution', async () => {
    const scenario = await scenarioOf({});
    const starts = await Promise.all(Array.from({ length: 20 }, () => scenario.api('POST', '/networks', twoVpcs())));
    expect(starts.map(({ status }) => status).sort()).toEqual([...Array.from({ length: 19 }, () => 200), 202]);
    expect(new Set(starts.map(({ body }) => body.executionArn)).size).toBe(1);
    const ended = await scenario.machines.settled(starts[0]?.body.executionArn);
    expect(ended.status).toBe('SUCCEEDED');
    await expect(`${scenario.history(ended.executionArn)}\n`).toMatchFileSnapshot(
      '../fixtures/histories/faults/started-twice-at-once.txt',
    );
    expect(audit(scenario.world, expected)).toEqual([]);
    expect(scenario.world.vpgs.size).toBe(1);
  });

  it('of two wishes, 20 each, that come at once make one run of one of them; the other wish is refused', async () => {
    const scenario = await scenarioOf({});
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        scenario.api('POST', '/networks', index % 2 === 0 ? twoVpcs() : twoVpcs({ reconnect: 'none' })),
      ),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.toSorted()).toEqual([...Array(19).fill(200), 202, ...Array(20).fill(409)]);
    const winner = statuses.indexOf(202) % 2;
    expect(statuses.every((status, index) => (status === 409) === (index % 2 !== winner))).toBe(true);
    expect(answers.find(({ status }) => status === 409)?.body.detail).toContain('in progress with another wish');
    await scenario.machines.settled(answers[statuses.indexOf(202)]?.body.executionArn);
    const runs = scenario.machines.machines().flatMap((machine) => scenario.machines.executions(machine));
    expect(runs.map(({ name, status }) => [name, status])).toEqual([['two-vpcs-1', 'SUCCEEDED']]);
    expect(scenario.world.vpgs.size).toBe(1);
    const { entries } = (await scenario.api('GET', '/networks/two-vpcs/audit')).body;
    expect(entries).toHaveLength(1);
  });

  it('by hand, beside one in progress, fail as busy and leave that one alone', async () => {
    const scenario = await scenarioOf({});
    const { body } = await scenario.api('POST', '/networks', twoVpcs());
    const answer = await scenario.fetch('/', {
      method: 'POST',
      headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AWSStepFunctions.StartExecution' },
      body: JSON.stringify({
        stateMachineArn: scenario.environment().CANAL_PROVISION_MACHINE,
        name: 'beside',
        input: JSON.stringify(twoVpcs()),
      }),
    });
    const { executionArn } = (await answer.json()) as { executionArn: string };
    const beside = await scenario.machines.settled(executionArn);
    expect(beside).toMatchObject({ status: 'FAILED', error: 'NetworkBusy' });
    const ended = await scenario.machines.settled(body.executionArn);
    expect(ended.status).toBe('SUCCEEDED');
    expect((await scenario.api('GET', '/networks/two-vpcs')).body).toMatchObject({ state: 'ready', run: { run: 1 } });
    expect(audit(scenario.world, expected)).toEqual([]);
  });
});

describe('A start whose answer is lost', () => {
  it.each([
    [{ cut: 'after' }, 202, 'the run has begun, and that is told'],
    [{ cut: 'before' }, 503, 'nothing has begun, and that is told'],
  ])('%j: %d, because %s', async (outcome, status) => {
    const scenario = await scenarioOf({ faults: { faults: { 'states.StartExecution': [outcome] } } });
    const started = await scenario.up(twoVpcs());
    expect(started.status).toBe(status);
    // Asked again, there is one run and one VPG all the same.
    const again = await scenario.up(twoVpcs());
    await scenario.machines.settled(again.body.executionArn);
    const { body } = await scenario.api('GET', '/networks/two-vpcs');
    expect([again.status, body.state, body.run.run]).toEqual([200, 'ready', 1]);
    expect(audit(scenario.world, expected)).toEqual([]);
    expect(scenario.world.vpgs.size).toBe(1);
  });
});
