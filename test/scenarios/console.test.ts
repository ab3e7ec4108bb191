import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { openScenario, type Scenario, twoVpcs } from '../support/scenario.ts';

let scenario: Scenario;
afterEach(() => scenario.close());

const example = readFileSync(new URL('../../examples/two-vpcs.json', import.meta.url), 'utf8');

/** Starts the machine with a text pasted as its input, as a person does in the console. */
async function paste(input: string): Promise<string> {
  const answer = await scenario.fetch('/', {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AWSStepFunctions.StartExecution' },
    body: JSON.stringify({ stateMachineArn: scenario.environment().CANAL_PROVISION_MACHINE, input }),
  });
  return ((await answer.json()) as { executionArn: string }).executionArn;
}
const states = (arn: string) =>
  scenario.machines.history(arn).flatMap((event) => {
    const entered = event.stateEnteredEventDetails as { name: string } | undefined;
    return entered ? [entered.name] : [];
  });

describe('A run that is started in the console', () => {
  it('holds the network as one of the API does, and says at its end what stands', async () => {
    scenario = await openScenario();
    const arn = await paste(example);
    await scenario.clock.turn(() => scenario.clock.sleep(30_000));
    const same = await scenario.api('POST', '/networks', twoVpcs());
    expect(same).toMatchObject({ status: 200, body: { executionArn: arn, begun: false, run: 1 } });
    expect((await scenario.api('POST', '/networks', twoVpcs({ reconnect: 'none' }))).status).toBe(409);
    const second = await scenario.machines.settled(await paste(example));
    expect(second).toMatchObject({ status: 'FAILED', error: 'NetworkBusy' });
    expect(second.cause).toContain(arn);
    const first = await scenario.machines.settled(arn);
    expect(first.status).toBe('SUCCEEDED');
    const { body } = await scenario.api('GET', '/networks/two-vpcs');
    expect(JSON.parse(first.output ?? '')).toMatchObject({
      name: 'two-vpcs',
      state: 'ready',
      run: 1,
      vpgId: body.vpg.vpgId,
      peerings: [{ name: 'app' }, { name: 'dns' }],
      cost: { currency: 'JPY', perHour: 20 },
    });
    expect((await scenario.api('POST', '/networks', twoVpcs())).body).toMatchObject({
      executionArn: arn,
      begun: false,
    });
    expect(scenario.world.vpgs.size).toBe(1);
  });

  it.each<[string, unknown, readonly string[]]>([
    [
      'faults in three fields',
      { ...twoVpcs(), name: 'Two', reconnect: 'all', vpg: { type: 14 } },
      ['name: must be 1 to 40 lower-case letters', 'reconnect: must be', 'vpg.type: '],
    ],
    ['a list', [], ['must be a mapping']],
    ['nothing', {}, ['name: is missing', 'peerings: is missing', 'airGroup: is missing']],
  ])('with %s as its input fails in its first state with the list of errors', async (_, input, sentences) => {
    scenario = await openScenario();
    const arn = await paste(JSON.stringify(input));
    const ended = await scenario.machines.settled(arn);
    expect(ended).toMatchObject({ status: 'FAILED', error: 'InvalidInput' });
    for (const sentence of sentences) expect(ended.cause).toContain(sentence);
    expect(ended.cause).toContain('This run created nothing.');
    expect(states(arn)).toEqual(['Confirm run', 'Take stock', 'Network not ready']);
    expect((await scenario.api('GET', '/networks')).body.networks).toEqual([]);
    expect(scenario.world.vpgs.size).toBe(0);
  });
});
