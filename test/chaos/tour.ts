import type { ChaosCase } from './chaos-case.ts';
import { lives } from './lives.ts';
import { operations } from './operations.ts';
import { play } from './play.ts';

/** How often each life calls each operation while nothing goes wrong. */
export type Tour = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** Plays every life once. Throws if one of them is not as it must be: whatever fails later would be no fault's doing. */
export async function tour(): Promise<Tour> {
  const found = new Map<string, ReadonlyMap<string, number>>();
  for (const [name, life] of Object.entries(lives)) {
    const counts = new Map<string, number>();
    const tell = (call: string) => counts.set(call, (counts.get(call) ?? 0) + 1);
    const { violations } = await play(life, { tell });
    if (violations.length > 0) throw new Error(`A network that ${name}: ${violations.join('; ')}`);
    found.set(name, counts);
  }
  return found;
}

/** The first life that calls an operation more often than so many times. */
export function lifeWith(made: Tour, call: string, after: number): ChaosCase | undefined {
  const [name = ''] = [...made].find(([, counts]) => (counts.get(call) ?? 0) > after) ?? [];
  return lives[name];
}

/** The operations that no life calls. */
export const unplayed = (made: Tour): readonly string[] => operations.filter((call) => !lifeWith(made, call, 0));

/** The operations that lives of a network call. */
export function callsOf(network: ChaosCase['network'], made: Tour): readonly string[] {
  const counts = [...made].flatMap(([name, calls]) => (lives[name]?.network === network ? [calls] : []));
  return operations.filter((call) => counts.some((calls) => calls.has(call)));
}
