import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { audit, type Expected, foreignFacts } from '../support/audit.ts';
import { defaultWorldFile, openScenario, type Scenario, twoVpcs } from '../support/scenario.ts';

const expected: Expected = {
  network: 'two-vpcs',
  stack: '111111111111/ap-northeast-1/sandbox',
  peerVpcIds: ['vpc-0a1111111111111a1', 'vpc-0b2222222222222b1'],
};

/** Stops an execution after some time of the clock, as a person does in the console. */
async function stopAfter(scenario: Scenario, executionArn: string, ms: number): Promise<void> {
  await scenario.clock.turn(() => scenario.clock.sleep(ms));
  await scenario.fetch('/', {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AWSStepFunctions.StopExecution' },
    body: JSON.stringify({ executionArn, cause: 'stopped by hand' }),
  });
}

/** A world with a foreign VPG and a foreign route, so that something could be touched wrongly. */
const worldWithNeighbours = (tagListedAfterSeconds: number) => {
  const file = defaultWorldFile() as {
    accounts: { vpcs: { routeTables: { routes?: unknown[] }[] }[] }[];
  };
  file.accounts[0]?.vpcs[0]?.routeTables[1]?.routes?.push({
    destinationCidrBlock: '100.99.0.0/24',
    transitGatewayId: 'tgw-0a1111111111111a1',
  });
  const tags = { 'canal:network': 'two-vpcs', 'canal:stack': '999999999999/ap-northeast-1/prod' };
  return {
    ...file,
    behaviour: { tagListedAfterSeconds },
    vpgs: [{ vpgId: 'cccccccc-0000-4000-8000-00000000000c', tags }],
  };
};

describe('A run that was stopped at any moment', () => {
  it('is continued by the next one: one VPG, one peering per wish, nothing foreign touched', {
    timeout: 120_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.integer({ min: 0, max: 6000 }), fc.integer({ min: 0, max: 240_000 })), {
          minLength: 1,
          maxLength: 3,
        }),
        fc.integer({ min: 1, max: 1000 }),
        fc.constantFrom(0, 0, 20),
        async (stops, seed, tagListedAfterSeconds) => {
          const scenario = await openScenario({ seed, world: worldWithNeighbours(tagListedAfterSeconds) });
          try {
            const before = foreignFacts(scenario.world, expected);
            for (const ms of stops) {
              const { body } = await scenario.api('POST', '/networks', twoVpcs());
              await stopAfter(scenario, body.executionArn, ms);
              expect(audit(scenario.world, expected)).toEqual([]);
            }
            const { body } = await scenario.up(twoVpcs());
            const ended = await scenario.machines.settled(body.executionArn);
            expect(ended.status, ended.cause).toBe('SUCCEEDED');
            expect(audit(scenario.world, expected)).toEqual([]);
            expect(foreignFacts(scenario.world, expected)).toEqual(before);
            expect([...scenario.world.vpgs.values()]).toHaveLength(2);
            expect(scenario.world.peerings.size).toBe(2);
          } finally {
            await scenario.close();
          }
        },
      ),
      { numRuns: 25, seed: 20260105 },
    );
  });
});
