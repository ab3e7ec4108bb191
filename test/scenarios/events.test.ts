import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { BusEvent } from '../../src/sandbox/events-api/buses.ts';
import type { SandboxOptions } from '../../src/sandbox/sandbox.ts';
import { eachScenario } from '../support/each-scenario.ts';
import { type Scenario, twoVpcs } from '../support/scenario.ts';

const scenarioOf = eachScenario();

/** A sandbox that lasts, with what was put on our bus. */
async function lasting(options: SandboxOptions = {}) {
  const scenario = await scenarioOf({ lasting: true, ...options });
  const events: BusEvent[] = [];
  scenario.buses.onEvent((bus, event) => {
    if (bus === 'canal-sandbox') events.push(event);
  });
  const told = (type: string) => events.filter((event) => event['detail-type'] === type).map(({ detail }) => detail);
  return { scenario, events, told, said: () => scenario.topics.messages };
}

/** Lets sandbox time pass, with all that happens meanwhile, in order. */
const pass = (scenario: Scenario, seconds: number) => scenario.clock.turn(() => scenario.clock.sleep(seconds * 1000));

const machine = (scenario: Scenario) => scenario.environment().CANAL_PROVISION_MACHINE ?? '';
const call = async (scenario: Scenario, target: string, body: object) => {
  const answer = await scenario.fetch('/', {
    method: 'POST',
    headers: { 'x-amz-target': target, 'content-type': 'application/x-amz-json-1.1' },
    body: JSON.stringify(body),
  });
  return (await answer.json()) as Record<string, never>;
};
const stop = (scenario: Scenario, executionArn: string, cause?: string) =>
  call(scenario, 'AWSStepFunctions.StopExecution', { executionArn, ...(cause === undefined ? {} : { cause }) });

describe('The end of a run', () => {
  it('that made its network is told once: on the bus, and in words', async () => {
    const { scenario, told, said } = await lasting();
    const started = await scenario.up(twoVpcs());
    await pass(scenario, 10);
    const { vpg, peerings } = (await scenario.api('GET', '/networks/two-vpcs')).body;
    expect(told('Network Ready')).toEqual([
      {
        network: 'two-vpcs',
        run: 1,
        executionArn: started.body.executionArn,
        vpgId: vpg.vpgId,
        peerings: peerings.map(({ name, peeringId }: Record<string, string>) => ({ name, peeringId })),
        cost: { currency: 'JPY', perHour: 20, unknown: ["the VPG's own fee"] },
      },
    ]);
    expect(said()).toHaveLength(1);
    expect(said()[0]).toMatchObject({
      topicArn: 'arn:aws:sns:ap-northeast-1:111111111111:canal-sandbox-people',
      subject: 'Network "two-vpcs" is ready',
      message: expect.stringContaining("It costs ¥20 per hour, plus the VPG's own fee (price not known)"),
    });
  });

  it('that failed is told with its error, its step, what exists and what that costs', async () => {
    const { scenario, told, said } = await lasting({
      faults: { faults: { 'ec2.CreateRoute': [{ error: 'UnauthorizedOperation', status: 403, times: 9 }] } },
    });
    const started = await scenario.up(twoVpcs());
    await pass(scenario, 10);
    const [failed, ...more] = told('Network Failed');
    expect(more).toEqual([]);
    expect(failed).toMatchObject({
      network: 'two-vpcs',
      kind: 'provision',
      run: 1,
      executionArn: started.body.executionArn,
      status: 'FAILED',
      error: 'Ec2Denied',
      step: 'Add routes',
      exists: {
        vpg: { status: 'running', made: true },
        peerings: [{ status: 'active' }, { status: 'active' }],
      },
      cost: { currency: 'JPY', perHour: 20 },
    });
    expect(failed?.message).toContain('What exists now: VPG');
    expect(said().map(({ subject }) => subject)).toEqual(['Network "two-vpcs" has failed: Ec2Denied']);
    expect(said()[0]?.message).toContain('It costs ¥20 per hour');
  });

  it('that was killed is told once, and its record no longer says that it runs', async () => {
    const { scenario, told, said } = await lasting();
    const started = await scenario.api('POST', '/networks', twoVpcs());
    await pass(scenario, 30);
    await stop(scenario, started.body.executionArn, 'not today');
    await pass(scenario, 30);
    expect(told('Network Failed')).toEqual([
      expect.objectContaining({
        network: 'two-vpcs',
        run: 1,
        status: 'ABORTED',
        error: 'Aborted',
        step: 'Wait for the VPG',
        exists: { vpg: expect.objectContaining({ status: 'creating', made: true }), peerings: [] },
        cost: expect.objectContaining({ perHour: 0, unknown: ["the VPG's own fee"] }),
      }),
    ]);
    expect(said().map(({ subject }) => subject)).toEqual(['Network "two-vpcs" was stopped']);
    expect(said()[0]?.message).toContain('The execution was stopped: not today');
    const { body } = await scenario.api('GET', '/networks/two-vpcs');
    expect(body).toMatchObject({
      state: 'failed',
      run: { outcome: 'failed', error: 'Aborted', step: 'Wait for the VPG' },
    });
    // The next run goes on with the same VPG.
    await scenario.up(twoVpcs());
    await pass(scenario, 10);
    expect(told('Network Ready')).toHaveLength(1);
    expect(scenario.world.vpgs.size).toBe(1);
  });

  it('that was killed as it removed its network names what is left, what costs nothing too, and the cost of the rest', async () => {
    const { scenario, told, said } = await lasting();
    await scenario.up(twoVpcs());
    const { body } = await scenario.api('DELETE', '/networks/two-vpcs');
    await pass(scenario, 3); // the group is given back by then, and nothing else
    await stop(scenario, body.executionArn);
    await pass(scenario, 240);
    const [failed, ...more] = told('Network Failed');
    expect(more).toEqual([]);
    expect(failed).toMatchObject({ kind: 'remove', status: 'ABORTED', cost: { perHour: 20 } });
    const left = /Left too, at no charge: (.*)/.exec(String(failed?.message))?.[1];
    const routes = ['111111111111 the route 100.67.0.0/24 of rtb-0a1111111111111a1'];
    routes.push('222222222222 the route 100.67.0.0/24 of rtb-0b2222222222222b1');
    expect(left).toBe(`${routes.map((route) => `in account ${route}`).join('; ')}.`);
    expect(said().at(-1)?.message).toContain(left);
    await scenario.api('DELETE', '/networks/two-vpcs');
    await pass(scenario, 1_800);
    expect(told('Network Removed')).toHaveLength(1);
  });

  it('that took longer than the machine allows is told once, and closed', async () => {
    const { scenario, told } = await lasting();
    const started = await scenario.api('POST', '/networks', twoVpcs());
    await pass(scenario, 60);
    scenario.clock.advance(scenario.clock.now() + 23_400_000);
    expect((await scenario.machines.settled(started.body.executionArn)).status).toBe('TIMED_OUT');
    await pass(scenario, 30);
    expect(told('Network Failed')).toEqual([
      expect.objectContaining({ status: 'TIMED_OUT', error: 'States.Timeout', run: 1, exists: expect.anything() }),
    ]);
    expect(told('Network Failed')[0]?.message).toContain('was cut off, because it had run for too long');
    expect((await scenario.api('GET', '/networks/two-vpcs')).body).toMatchObject({
      state: 'failed',
      run: { outcome: 'failed', error: 'States.Timeout' },
    });
  });

  it('by hand, with a bad input, is told without a network, and nothing is asked of the vendors', async () => {
    const { scenario, told, said } = await lasting();
    const { executionArn } = await call(scenario, 'AWSStepFunctions.StartExecution', {
      stateMachineArn: machine(scenario),
      input: '{"peerings": 7}',
    });
    await scenario.machines.settled(executionArn ?? '');
    await pass(scenario, 10);
    expect(told('Network Failed')).toEqual([
      expect.objectContaining({ executionArn, status: 'FAILED', error: 'InvalidInput', kind: 'provision' }),
    ]);
    expect(told('Network Failed')[0]).not.toHaveProperty('network');
    expect(told('Network Failed')[0]).not.toHaveProperty('exists');
    expect(said()[0]?.subject).toBe('A network has failed: InvalidInput');
  });

  it('is told once though EventBridge delivers it twice, at the same time or later', async () => {
    const { scenario, events, told, said } = await lasting();
    const seen: BusEvent[] = [];
    scenario.buses.onEvent((bus, event) => {
      if (bus === 'default') seen.push(event);
    });
    await scenario.up(twoVpcs());
    const ended = seen.find(({ detail }) => detail.status === 'SUCCEEDED') as BusEvent;
    const again = () =>
      scenario.buses.put('default', {
        source: ended.source,
        detailType: ended['detail-type'],
        detail: ended.detail,
      });
    again();
    again();
    await pass(scenario, 400);
    again();
    await pass(scenario, 10);
    expect(told('Network Ready')).toHaveLength(1);
    expect(said()).toHaveLength(1);
    expect(events.filter((event) => event['detail-type'] !== 'Cost Reported')).toHaveLength(1);
    expect([...scenario.queues.byName.values()].flatMap((queue) => scenario.queues.kept(queue))).toEqual([]);
  });

  it.each([
    ['the bus', 'events.PutEvents'],
    ['the topic', 'sns.Publish'],
  ])('is told once although %s refuses at first', async (_, operation) => {
    const { scenario, told, said } = await lasting({
      faults: { faults: { [operation]: [{ error: 'InternalFailure', status: 500 }] } },
    });
    await scenario.up(twoVpcs());
    await pass(scenario, 90);
    expect(told('Network Ready')).toHaveLength(1);
    expect(said()).toHaveLength(1);
  });

  it('that cannot be told becomes a dead letter, with the event and the error', async () => {
    const { scenario, told } = await lasting({
      faults: { faults: { 'events.PutEvents': { rate: 1, outcome: { error: 'InternalFailure', status: 500 } } } },
    });
    const started = await scenario.up(twoVpcs());
    await pass(scenario, 600);
    expect(told('Network Ready')).toEqual([]);
    const queue = scenario.queues.byName.get('canal-sandbox-dead-letters');
    const letters = queue ? scenario.queues.kept(queue).map(({ body }) => JSON.parse(body)) : [];
    expect(letters).toEqual([
      expect.objectContaining({
        requestContext: expect.objectContaining({ condition: 'RetriesExhausted', approximateInvokeCount: 3 }),
        requestPayload: expect.objectContaining({
          source: 'aws.states',
          detail: expect.objectContaining({ executionArn: started.body.executionArn, status: 'SUCCEEDED' }),
        }),
        responsePayload: expect.objectContaining({ errorType: 'StoreUnavailable' }),
      }),
    ]);
  });

  it('is not told at all in a sandbox that does not last', async () => {
    const { scenario, events, said } = await lasting({ lasting: false });
    await scenario.up(twoVpcs());
    await pass(scenario, 10);
    expect([events, said()]).toEqual([[], []]);
  });
});

describe('A request on the bus', () => {
  const ask = (scenario: Scenario, detail: unknown, type = 'Network Requested') =>
    scenario.buses.put('canal-sandbox', {
      source: 'canal.network',
      detailType: type,
      detail: detail as Record<string, unknown>,
    });
  const runs = (scenario: Scenario) =>
    scenario.machines.machines().flatMap((one) => scenario.machines.executions(one).map(({ name }) => name));
  const waiting = (scenario: Scenario, name: string) => {
    const queue = scenario.queues.byName.get(`canal-sandbox-${name}`);
    return queue ? scenario.queues.kept(queue).map(({ body }) => JSON.parse(body)) : [];
  };

  it('makes the network, and asks for its removal', async () => {
    const { scenario, told } = await lasting();
    const id = ask(scenario, twoVpcs());
    await pass(scenario, 3600);
    expect(told('Network Ready')).toHaveLength(1);
    const { body } = await scenario.api('GET', '/networks/two-vpcs/audit');
    expect(JSON.stringify(body)).toContain(`event ${id} of account 111111111111`);
    ask(scenario, { name: 'two-vpcs' }, 'Network Removal Requested');
    await pass(scenario, 7200);
    expect(told('Network Removed')).toEqual([
      {
        network: 'two-vpcs',
        run: 2,
        executionArn: expect.stringContaining('remove-network:two-vpcs-2'),
        cost: { currency: 'JPY', total: 40, unknown: ["the VPG's own fee", "the VPG's set-up fee"] },
      },
    ]);
    expect([waiting(scenario, 'refused-requests'), waiting(scenario, 'dead-letters')]).toEqual([[], []]);
  });

  it('that is delivered twice makes one run, also when the first has failed by then', async () => {
    const { scenario, told } = await lasting({
      faults: { faults: { 'ec2.CreateRoute': [{ error: 'UnauthorizedOperation', status: 403, times: 9 }] } },
    });
    let request: BusEvent | undefined;
    const off = scenario.buses.onEvent((_, event) => {
      request ??= event;
    });
    ask(scenario, twoVpcs());
    off();
    const invoke = () =>
      scenario.invoke('take-request', request).then((outcome) => (outcome.ok ? outcome.payload : outcome.error));
    await pass(scenario, 3600);
    expect(told('Network Failed')).toHaveLength(1);
    expect(await invoke()).toEqual({ outcome: 'taken before', network: 'two-vpcs' });
    await pass(scenario, 3600);
    expect(runs(scenario)).toEqual(['two-vpcs-1']);
  });

  it('that EventBridge delivers twice at once makes one run', async () => {
    const { scenario } = await lasting({ faults: { faults: { 'events.InvokeTarget': [{ cut: 'after' }] } } });
    ask(scenario, twoVpcs());
    await pass(scenario, 300);
    expect(runs(scenario)).toEqual(['two-vpcs-1']);
    expect([waiting(scenario, 'dead-letters'), waiting(scenario, 'refused-requests')]).toEqual([[], []]);
  });

  it('that is not right is refused by its fields, waits in the queue, and starts nothing', async () => {
    const { scenario, told } = await lasting();
    const peerings = (twoVpcs().peerings as object[]).map((one) => ({ ...one, peerVpcId: 'app' }));
    const id = ask(scenario, twoVpcs({ peerings }));
    await pass(scenario, 60);
    expect(told('Network Request Refused')).toEqual([
      expect.objectContaining({
        requestId: id,
        requested: 'Network Requested',
        network: 'two-vpcs',
        error: 'InvalidInput',
        faults: [0, 1].map((index) => expect.objectContaining({ field: `peerings[${index}].peerVpcId` })),
        request: twoVpcs({ peerings }),
      }),
    ]);
    expect(waiting(scenario, 'refused-requests').map(({ detail }) => detail)).toEqual(told('Network Request Refused'));
    expect(runs(scenario)).toEqual([]);
  });

  it.each<[string, string, unknown, string, string]>([
    [
      'of an unknown type',
      'Network Wished',
      {},
      'InvalidInput',
      'Ask with the detail type "Network Requested" or "Network Removal Requested".',
    ],
    ['to remove what was never there', 'Network Removal Requested', { name: 'nowhere' }, 'NotFound', '"canal list"'],
    [
      'to remove with a field that nobody knows',
      'Network Removal Requested',
      { name: 'x', forse: true },
      'InvalidInput',
      'forse: is not a known field; did you mean force?',
    ],
  ])('%s is refused, and it says what can be done', async (_, type, detail, error, said) => {
    const { scenario, told } = await lasting();
    ask(scenario, detail, type);
    await pass(scenario, 60);
    expect(told('Network Request Refused')).toEqual([
      expect.objectContaining({ requested: type, error, message: expect.stringContaining(said) }),
    ]);
    expect(runs(scenario)).toEqual([]);
  });

  it('with another wish while a run is in progress is refused', async () => {
    const { scenario, told } = await lasting();
    ask(scenario, twoVpcs());
    await pass(scenario, 30);
    ask(scenario, twoVpcs({ reconnect: 'none' }));
    ask(scenario, twoVpcs());
    await pass(scenario, 30);
    expect(told('Network Request Refused')).toEqual([expect.objectContaining({ error: 'NetworkBusy', faults: [] })]);
    expect(runs(scenario)).toEqual(['two-vpcs-1']);
  });

  it('is tried again when the table does not answer, and makes one run', async () => {
    const { scenario } = await lasting({
      faults: { faults: { 'dynamodb.PutItem': [{ error: 'InternalServerError', status: 500, times: 1 }] } },
    });
    ask(scenario, twoVpcs());
    await pass(scenario, 120);
    expect(runs(scenario)).toEqual(['two-vpcs-1']);
  });

  it('that cannot be delivered waits among the dead letters, with the rule and the error', async () => {
    const { scenario } = await lasting({
      faults: { faults: { 'events.InvokeTarget': [{ error: 'NO_PERMISSIONS', status: 403 }] } },
    });
    const id = ask(scenario, twoVpcs());
    await pass(scenario, 60);
    expect(waiting(scenario, 'dead-letters')).toEqual([
      expect.objectContaining({ id, 'detail-type': 'Network Requested' }),
    ]);
    const [letter] = scenario.queues.byName.get('canal-sandbox-dead-letters')?.messages ?? [];
    expect(letter?.attributes).toMatchObject({
      RULE_ARN: 'arn:aws:events:ap-northeast-1:111111111111:rule/canal-sandbox/canal-sandbox-requests',
      ERROR_CODE: 'NO_PERMISSIONS',
    });
    expect(runs(scenario)).toEqual([]);
  });
});

describe('The three doors', () => {
  it('lead to the same record', async () => {
    const open = {
      api: (scenario: Scenario) => scenario.up(twoVpcs()),
      event: async (scenario: Scenario) => {
        const entries = JSON.parse(
          readFileSync(new URL('../../examples/events/network-requested.json', import.meta.url), 'utf8'),
        );
        expect(await call(scenario, 'AWSEvents.PutEvents', { Entries: entries })).toMatchObject({
          FailedEntryCount: 0,
        });
      },
      console: (scenario: Scenario) =>
        call(scenario, 'AWSStepFunctions.StartExecution', {
          stateMachineArn: machine(scenario),
          input: readFileSync(new URL('../../examples/two-vpcs.json', import.meta.url), 'utf8'),
        }),
    };
    const records: Record<string, unknown> = {};
    for (const [door, go] of Object.entries(open)) {
      const { scenario, told } = await lasting();
      await go(scenario);
      await pass(scenario, 3600);
      expect(told('Network Ready'), door).toHaveLength(1);
      const { body } = await scenario.api('GET', '/networks/two-vpcs');
      // Who asked, when, and what the execution is called is the door's own.
      const { startedAt: _, endedAt: __, executionArn: ___, askedBy: ____, ...run } = body.run;
      records[door] = { ...body, run };
    }
    expect(records.event).toEqual(records.api);
    expect(records.console).toEqual(records.api);
  });
});

describe('What is due from time to time', () => {
  it('is measured and told while time comes by, and does not make time skip', async () => {
    const lines: object[] = [];
    const { scenario, told, said } = await lasting({
      log: (line) => lines.push(line),
      faults: {
        faults: {
          'ec2.AcceptVpcPeeringConnection': { rate: 1, outcome: { error: 'UnauthorizedOperation', status: 403 } },
        },
      },
    });
    const measures = () => lines.filter((line) => 'OldestRunMinutes' in line);
    const begun = scenario.clock.now();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect([scenario.clock.now(), measures()]).toEqual([begun, []]);
    await scenario.up(twoVpcs());
    await pass(scenario, 1000);
    expect(measures().length).toBeGreaterThan(1);
    expect(measures()[0]).toMatchObject({ code: 'METRIC', stack: '111111111111/ap-northeast-1/sandbox' });
    expect(told('Peering Expiring')).toEqual([]);
    // Six days at once, then a round of what is due every six hours.
    scenario.clock.advance(scenario.clock.now() + 5.2 * 24 * 3_600_000);
    await pass(scenario, 6.1 * 3600);
    const expiring = told('Peering Expiring').map(({ peering }) => peering);
    expect(expiring.toSorted()).toEqual(['app', 'dns']);
    expect(said().filter(({ subject }) => subject?.includes('ends soon'))).toHaveLength(2);
  });
});
