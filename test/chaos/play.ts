import type { Sandbox, SandboxOptions } from '../../src/sandbox/sandbox.ts';
import { openSearched, SecretsTold } from '../support/searched-sandbox.ts';
import { type ChaosCase, faultFile } from './chaos-case.ts';
import { addPhisher, worldFile } from './neighbours.ts';
import { type Ended, Player } from './player.ts';

/** What came of a case. */
export interface Played {
  readonly ended: Ended;
  /** How many faults were met. */
  readonly injected: number;
  /** What must never be; empty if all is well. */
  readonly violations: readonly string[];
}

/** What else a case is played with. */
export interface Playing {
  /** What is deployed otherwise than the project's files say: planted bugs. */
  readonly deployed?: SandboxOptions['deployed'];
  /** Hears of every call. */
  readonly tell?: (call: string) => void;
}

/** Twenty minutes before an hour is over: what lives on into the next one costs more, and that must be told. */
const start = Date.UTC(2026, 0, 5, 0, 40);

/** Plays a case to its end and beyond, in a sandbox of its own; then searches all that was told for secrets. */
export async function play(one: ChaosCase, { deployed, tell }: Playing = {}): Promise<Played> {
  let injected = 0;
  let player: Player | undefined;
  const sandbox = await openSearched({
    start,
    seed: one.seed,
    world: worldFile(one),
    faults: faultFile(one),
    lasting: one.lasting,
    watchCalls: (call, fault) => {
      if (fault) injected += 1;
      tell?.(call);
      player?.heard(call);
    },
    ...(deployed ? { deployed } : {}),
  });
  let leaks: readonly string[] = [];
  let played: Awaited<ReturnType<Player['play']>>;
  try {
    addPhisher(sandbox);
    player = new Player(sandbox, one);
    played = await player.play();
  } finally {
    leaks = await leaksAtEnd(sandbox);
  }
  return { ended: played.ended, injected, violations: [...played.violations, ...leaks] };
}

async function leaksAtEnd(sandbox: Sandbox): Promise<readonly string[]> {
  try {
    await sandbox.close();
    return [];
  } catch (error) {
    if (error instanceof SecretsTold) return error.leaks;
    throw error;
  }
}
