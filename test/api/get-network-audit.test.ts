import { describe, expect, test } from 'vitest';
import { getNetworkAudit } from '../../src/api/get-network-audit.ts';
import { endRun, type NetworkRecord, reserve } from '../../src/canal/record.ts';
import { faultOf } from '../support/ports.ts';
import { apiSetting, arnOf } from '../support/runs.ts';
import { wish } from '../support/wish.ts';

/** A record after so many runs, asked for by one person after the other; the last one still runs. */
function afterRuns(count: number): NetworkRecord {
  let record: NetworkRecord | undefined;
  for (let run = 1; run <= count; run += 1) {
    const begun = reserve(record, wish(), {
      executionArn: (number) => arnOf(`plant-${number}`),
      askedBy: `person ${run}`,
      now: run * 1000,
    });
    const failed = { outcome: 'failed', error: 'VpgFailed', step: 'Create VPG', cause: 'why', now: run * 1000 + 500 };
    record = run === count ? begun : endRun(begun, arnOf(`plant-${run}`), failed as Parameters<typeof endRun>[2]);
  }
  return { ...(record as NetworkRecord), version: 1 };
}

describe('GET /networks/{name}/audit', () => {
  test('tells who asked, when, and what came of it, the newest first', async () => {
    const { ports, world } = apiSetting(afterRuns(2));
    world.holders.set(arnOf('plant-2'), 'running');
    expect(await getNetworkAudit('plant', ports)).toEqual({
      status: 200,
      body: {
        name: 'plant',
        entries: [
          {
            run: 2,
            askedBy: 'person 2',
            askedAt: '1970-01-01T00:00:02.000Z',
            what: 'provision',
            outcome: 'running',
            executionArn: arnOf('plant-2'),
          },
          {
            run: 1,
            askedBy: 'person 1',
            askedAt: '1970-01-01T00:00:01.000Z',
            what: 'provision',
            outcome: 'failed',
            error: 'VpgFailed',
            endedAt: '1970-01-01T00:00:01.500Z',
            executionArn: arnOf('plant-1'),
          },
        ],
        kept: 50,
        forgotten: 0,
      },
    });
  });

  test('says how many runs are older than what is kept', async () => {
    const { ports } = apiSetting(afterRuns(53));
    const { entries, forgotten } = (await getNetworkAudit('plant', ports)).body as {
      entries: { run: number }[];
      forgotten: number;
    };
    expect(entries.map(({ run }) => run)).toEqual(Array.from({ length: 50 }, (_, index) => 53 - index));
    expect(forgotten).toBe(3);
  });

  test('a run whose execution was stopped has failed', async () => {
    const { ports, world } = apiSetting(afterRuns(1));
    world.holders.set(arnOf('plant-1'), 'ended');
    expect((await getNetworkAudit('plant', ports)).body).toMatchObject({ entries: [{ run: 1, outcome: 'failed' }] });
  });

  test('of a network that nobody asked for is NotFound', async () => {
    expect((await faultOf(getNetworkAudit('plant', apiSetting().ports))).name).toBe('NotFound');
  });
});
