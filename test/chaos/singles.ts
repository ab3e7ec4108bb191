import type { ChaosCase } from './chaos-case.ts';
import { faultsOf, latenesses, meanwhile } from './kinds.ts';
import { lives } from './lives.ts';
import { operations } from './operations.ts';
import { lifeWith, type Tour } from './tour.ts';

/**
 * Every operation with every kind of fault at its first call, and at its second; with everything that people do meanwhile;
 * and every life in each kind of a world that shows late what was done.
 */
export function singles(made: Tour): ChaosCase[] {
  const ofCalls = operations.flatMap((call) =>
    [0, 1].flatMap((after) => {
      const life = lifeWith(made, call, after);
      if (!life) return [];
      return [
        ...faultsOf(call).map((fault) => ({ ...life, faults: [...life.faults, { call, after, fault }] })),
        ...meanwhile.map((deed) => ({ ...life, acts: [{ at: { call, after }, deed }, ...life.acts] })),
      ];
    }),
  );
  const late = Object.values(lives).flatMap((life) => latenesses.map((behaviour) => ({ ...life, behaviour })));
  return [...ofCalls, ...late];
}
