import { afterEach, describe, expect, it } from 'vitest';
import { foreignFacts, remainsIn } from '../support/audit.ts';
import { openScenario, type Scenario, twoVpcs } from '../support/scenario.ts';

const open: Scenario[] = [];
afterEach(async () => {
  for (const scenario of open.splice(0)) await scenario.close();
});

async function scenarioOf(options: Parameters<typeof openScenario>[0] = {}): Promise<Scenario> {
  const scenario = await openScenario(options);
  open.push(scenario);
  return scenario;
}

const expected = {
  network: 'two-vpcs',
  stack: '111111111111/ap-northeast-1/sandbox',
  peerVpcIds: ['vpc-0a1111111111111a1', 'vpc-0b2222222222222b1'],
};
const groupId = '00000000-0000-4000-8000-000000000001';

/** Asks for the removal and waits for its end. */
async function remove(scenario: Scenario, query = '') {
  const asked = await scenario.api('DELETE', `/networks/two-vpcs${query}`);
  expect(asked.body.detail ?? '').toBe('');
  const ended = await scenario.machines.settled(asked.body.executionArn);
  return { ...asked, ended };
}

const view = async (scenario: Scenario) => (await scenario.api('GET', '/networks/two-vpcs')).body;
const groupOf = (scenario: Scenario) => scenario.world.groups.get(groupId)?.configuration.SoracomAir;
const worldOf = (scenario: Scenario) => ({
  group: groupOf(scenario),
  routes: foreignFacts(scenario.world, expected).filter((fact) => fact.startsWith('route ')),
});

describe('A network that is removed', () => {
  it('leaves the world as it was, and can be made again', async () => {
    const scenario = await scenarioOf();
    const before = worldOf(scenario);
    await scenario.up(twoVpcs());
    expect(remainsIn(scenario.world, expected)).toHaveLength(6);
    const { status, body, ended } = await remove(scenario);
    expect({ status, body }).toMatchObject({ status: 202, body: { state: 'removing', run: 2, begun: true } });
    expect(ended.status).toBe('SUCCEEDED');
    await expect(scenario.history(body.executionArn)).toMatchFileSnapshot('../fixtures/histories/removed.txt');
    expect(remainsIn(scenario.world, expected)).toEqual([]);
    expect(worldOf(scenario)).toEqual(before);
    expect(await view(scenario)).toMatchObject({
      state: 'removed',
      peerings: [],
      warnings: [],
      cost: { perHour: 0, unknown: [] },
      run: { run: 2, kind: 'remove', outcome: 'removed' },
    });

    const again = await scenario.up(twoVpcs());
    expect(again).toMatchObject({ status: 202, body: { run: 3 } });
    expect((await view(scenario)).state).toBe('ready');
    expect((await remove(scenario)).ended.status).toBe('SUCCEEDED');
    expect(remainsIn(scenario.world, expected)).toEqual([]);
    expect(worldOf(scenario)).toEqual(before);
  });
});
