import { expect, it } from 'vitest';
import { eachScenario } from '../support/each-scenario.ts';
import { type Scenario, twoVpcs } from '../support/scenario.ts';

const scenarioOf = eachScenario();
const price = { vpg: 48, setUp: 980, peering: 10 };

/** A sandbox in which all prices are known, at nine o'clock; no schedule reports costs. */
async function opened(faults: Record<string, object[]>) {
  const lines: string[] = [];
  const scenario = await scenarioOf({
    start: Date.parse('2026-01-28T09:00:00Z'),
    faults: { faults },
    log: ({ code }) => lines.push(code),
    environment: {
      CANAL_RATES: JSON.stringify([
        { item: 'vpg', price: price.vpg, validFrom: '2026-01-01' },
        { item: 'vpg-setup', price: price.setUp, validFrom: '2026-01-01' },
      ]),
    },
  });
  return { scenario, lines };
}

async function removedFor(scenario: Scenario) {
  const { body } = await scenario.api('DELETE', '/networks/two-vpcs');
  expect((await scenario.machines.settled(body.executionArn)).status).toBe('SUCCEEDED');
  return (await scenario.api('GET', '/networks/two-vpcs')).body.run.cost;
}

const lost = { noAnswer: 'after' };
const anHour = price.vpg + 2 * price.peering;

it('What was made without an answer is charged from its creation: in the costs so far, and in those of the whole life', async () => {
  const { scenario } = await opened({
    'soracom.createVirtualPrivateGateway': [lost],
    'soracom.createVpcPeeringConnection': [lost],
  });
  await scenario.up(twoVpcs());
  const { total, rows } = (await scenario.api('GET', '/networks/two-vpcs/costs')).body;
  expect(total).toMatchObject({ lifetime: anHour + price.setUp, perHour: anHour, lifetimeUnknown: [] });
  expect(rows.map((row: { sinceFirstSight: boolean }) => row.sinceFirstSight)).toEqual([false, false, false]);

  scenario.clock.advance(Date.parse('2026-01-28T12:10:00Z'));
  // Four hours were started: from nine to one.
  expect(await removedFor(scenario)).toMatchObject({ total: 4 * anHour + price.setUp, unknown: [] });
});

it('What nobody has heard of when its network is removed is charged from when it was asked for', async () => {
  const { scenario, lines } = await opened({ 'soracom.createVpcPeeringConnection': [lost, lost] });
  const { body } = await scenario.api('POST', '/networks', twoVpcs());
  await scenario.clock.turn(async () => {
    while (lines.filter((code) => code === 'CREATE_PEERING_FAILED').length < 2) await scenario.clock.sleep(10);
  });
  const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AWSStepFunctions.StopExecution' };
  const { executionArn } = body;
  await scenario.fetch('/', { method: 'POST', headers, body: JSON.stringify({ executionArn }) });
  scenario.clock.advance(Date.parse('2026-01-28T10:30:00Z'));
  expect(await removedFor(scenario)).toMatchObject({ total: 2 * anHour + price.setUp, unknown: [] });
});
