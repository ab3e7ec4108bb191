import { type ErrorName, errorKinds } from './errors.ts';

/** What went wrong in a run, as the state machine caught it. */
export interface Failure {
  readonly error: string;
  /** The ASL cause: of a Lambda function, its JSON document. */
  readonly cause: string;
  /** The state's name. */
  readonly step: string;
  readonly peering?: string;
  /** The other peerings that failed in the same run, with their errors. */
  readonly others: readonly string[];
  /** Of a removal: whether it has not removed or changed anything yet. */
  readonly untouched?: boolean;
}

/** Steps before which, and in which, nothing is created or changed. */
const readingSteps = ['Confirm run', 'Check network'];

/** Step Functions takes causes of 32,768 characters; what exists, its cost and the next thing to do must fit after it. */
const longestMessage = 8_000;
const longestCause = 32_000;

/** A failure as a person reads it: what happened, where, what exists (given as lines), and what to do next. */
export function failureText(failure: Failure, stock: readonly string[]): string {
  const { step, peering, others, error } = failure;
  const where = peering === undefined ? step : `${step} (peering ${peering})`;
  const message = sentenceOf(failure.cause);
  const lines = [
    `${where}: ${cut(message, longestMessage)}`,
    ...(others.length > 0 ? [`Failed as well: ${others.join(', ')}.`] : []),
    ...(readingSteps.includes(step) ? ['This run created nothing.'] : []),
    ...(failure.untouched ? ['This run removed and changed nothing: all stands as before.'] : []),
    ...stock.map((line) =>
      line.replace(/ \w+ did not tell: .*/s, (why) => (why.includes(message) ? ' The reason is the same.' : why)),
    ),
    `Next: ${nextOf(error)}`,
  ];
  return cut(lines.join('\n'), longestCause);
}

/** What was undone of a failed run, as lines; `failed` says why undoing it failed, as "STATE: cause". */
export function undoLines(undone: readonly string[] | undefined, failed: string | undefined): string[] {
  if (failed !== undefined) {
    const [, step = '', cause = ''] = /^([^:]*): (.*)$/s.exec(failed) ?? [];
    const why = cut(sentenceOf(cause), longestMessage);
    return [`This run was to be undone (onFailure: remove), which failed at ${step}: ${why}`];
  }
  if (undone === undefined) return [];
  if (undone.length === 0) return ['This run had made nothing that had to be undone (onFailure: remove).'];
  return [`This run was undone (onFailure: remove): ${undone.join('; ')}. What stood before it was left.`];
}

/** What a person can read of an ASL cause: Lambda's is a JSON document around the sentence. */
export function sentenceOf(cause: string): string {
  const nothing = 'no more is known';
  try {
    const { errorMessage } = JSON.parse(cause) as { errorMessage?: unknown };
    return typeof errorMessage === 'string' ? errorMessage || nothing : cause;
  } catch {
    return cause || nothing;
  }
}

function nextOf(error: string): string {
  if (Object.hasOwn(errorKinds, error)) return errorKinds[error as ErrorName].next;
  if (/^(States\.Timeout|Lambda\.|Runtime\.|Sandbox\.)/.test(error)) return errorKinds.StepTimedOut.next;
  return 'This is a fault of the workflow itself: the log of the step tells more.';
}

const cut = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text);
