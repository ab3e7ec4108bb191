import type { Round, Rounds } from './ports.ts';

/** What one invocation of a walk is about. */
export interface Walk {
  /** The name under which its round is kept. */
  readonly walk: string;
  /** How long after it began a round is begun again, in ms. */
  readonly everyMs: number;
  /** No further network is visited after so many ms. */
  readonly patienceMs: number;
  readonly names: (after: string | undefined, limit: number) => Promise<string[]>;
  /** Visits a network; `last` says that it will not be visited again in this round if it throws. */
  readonly visit: (name: string, last: boolean) => Promise<void>;
  readonly rounds: Rounds;
  readonly now: () => number;
}

/** How far an invocation has come. */
export interface Walked {
  /** Resting: the round is over, and the next one is not due. */
  readonly status: 'resting' | 'part' | 'whole';
  readonly visited: number;
}

const pageSize = 25;
// Where everything fails nothing is noted any more: the walk stays where it is until the vendors answer again.
const mostAgain = 200;

/**
 * Goes on with the round, or begins one that is due. Before each visit it is kept that it was made, so that a network whose
 * visit kills the function is passed over by the next invocation; those that failed are visited once more at the end.
 */
export async function walkOn({ walk, everyMs, patienceMs, names, visit, rounds, now }: Walk): Promise<Walked> {
  const begun = now();
  const known = await rounds.roundOf(walk);
  if (known?.endedAt !== undefined && begun < known.begunAt + everyMs) return { status: 'resting', visited: 0 };
  let round: Round =
    known && known.endedAt === undefined ? known : { version: known?.version ?? 0, begunAt: begun, again: [] };
  const keep = async (next: Omit<Round, 'version'>): Promise<void> => {
    await rounds.saveRound(walk, { ...next, version: round.version });
    round = { ...next, version: round.version + 1 };
  };
  const hasTime = (): boolean => now() - begun < patienceMs;
  let visited = 0;
  const part = async (): Promise<Walked> => {
    await keep(round);
    return { status: 'part', visited };
  };

  for (;;) {
    const page = await names(round.after, pageSize);
    for (const name of page) {
      if (!hasTime()) return part();
      const before = round.again;
      await keep({ ...round, after: name, again: [...before, name] });
      visited += 1;
      try {
        await visit(name, false);
        round = { ...round, again: before };
      } catch (error) {
        if (before.length >= mostAgain) throw error;
      }
    }
    if (page.length < pageSize) break;
  }
  for (const name of round.again) {
    if (!hasTime()) return part();
    await keep({ ...round, again: round.again.filter((each) => each !== name) });
    visited += 1;
    await visit(name, true);
  }
  await keep({ ...round, again: [], endedAt: now() });
  return { status: 'whole', visited };
}
