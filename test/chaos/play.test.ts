import { describe, expect, it } from 'vitest';
import { faultsOf, meanwhile } from './kinds.ts';
import { operations } from './operations.ts';
import { play } from './play.ts';
import { playRun } from './runs.ts';
import { singles } from './singles.ts';
import { callsOf, tour, unplayed } from './tour.ts';

// Lives in which nothing goes wrong, played once for all that follows.
const made = await tour();

describe('What chaos knows', () => {
  it('is every operation that the code calls: each is met in a life, or nobody would see it fail', () => {
    expect(unplayed(made)).toEqual([]);
  });

  it('is every operation that the machines and those around them were seen to call', () => {
    const seen = new Set([...made.values()].flatMap((counts) => [...counts.keys()]));
    const ofOurs = [...seen].filter((call) => !call.startsWith('http-api.') && call !== 'events.InvokeTarget');
    expect(ofOurs.filter((call) => !operations.includes(call))).toEqual([]);
    expect(callsOf('two-vpcs', made)).toContain('soracom.createVpcPeeringConnection');
    expect(callsOf('names', made)).toContain('ssm.SendCommand');
  });

  it('is every kind of fault for each of them, and everything that people do meanwhile', () => {
    const all = singles(made).map(({ faults, acts }) => JSON.stringify([faults, acts]));
    for (const call of operations) {
      for (const fault of faultsOf(call)) {
        const [planned] = all.filter((text) => text.includes(JSON.stringify({ call, after: 0, fault })));
        expect(planned, `${call} ${JSON.stringify(fault)}`).toBeDefined();
      }
      for (const deed of meanwhile) {
        const [planned] = all.filter((text) => text.includes(JSON.stringify({ at: { call, after: 0 }, deed })));
        expect(planned, `${deed} during ${call}`).toBeDefined();
      }
    }
  });
});

// npm run chaos plays all of them; here every SHARE-th, so that each operation has its turn, with another kind each.
const share = 25;
const chosen = singles(made).filter((_, index) => index % share === 0);

describe('A network in which one thing goes wrong', () => {
  it.each(chosen)('is as wished or fails cleanly, and can be continued: $faults $acts $behaviour', async (one) => {
    expect(await play(one)).toMatchObject({ violations: [] });
  });
});

const seed = 20260105;
const combined = Array.from({ length: 100 }, (_, number) => number);

describe('A network in which much goes wrong at once', () => {
  // `npm run chaos -- --seed 20260105 --only random:N` plays one of them again.
  it.each(combined)('is as wished or fails cleanly, and can be continued: combination %i', async (number) => {
    const { violations, shown } = await playRun(`random:${number}`, seed, made);
    expect(violations, JSON.stringify(shown)).toEqual([]);
  });
});
