import { sentenceOf } from '../canal/failure.ts';
import { isHeld } from '../canal/record.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { knownNetwork } from './get-network.ts';
import type { ApiPorts, HistoryEvent } from './ports.ts';
import type { Answer } from './problems.ts';

/** One thing that happened in a run, as the API tells it. */
export interface NetworkEvent {
  readonly id: number;
  /** ISO 8601. */
  readonly at: string;
  readonly kind: 'started' | 'succeeded' | 'attempt failed' | 'waiting' | 'ready' | 'removed' | 'failed';
  /** The state's name: "Create VPG". */
  readonly step?: string;
  /** The name of the peering that the step works on. */
  readonly peering?: string;
  readonly error?: string;
  readonly message?: string;
}

const pageSize = 500;

/**
 * GET /networks/{name}/events: the steps of the newest run, oldest first, paged. `cursor` is opaque and always given:
 * asked again with it, the API answers what has happened since; `ended` says that nothing more will come.
 */
export async function getNetworkEvents(name: string, cursor: string | undefined, ports: ApiPorts): Promise<Answer> {
  const record = await knownNetwork(name, ports);
  const run = record.runs.at(-1);
  const from = eventOf(cursor, run?.run ?? 0);
  const history = run ? await ports.runs.history(run.executionArn) : undefined;
  const told = tell(history ?? [], run?.kind === 'remove' ? 'removed' : 'ready');
  const page = told.filter((event) => event.id > from).slice(0, pageSize);
  const last = page.at(-1)?.id ?? from;
  const newest = told.at(-1);
  const ended =
    newest === undefined
      ? history === undefined && !isHeld(record, 'not-started', ports.now()) // reserved, but nobody ever started it
      : last === newest.id && isEnd(newest.kind);
  return {
    status: 200,
    body: { run: run?.run ?? 0, events: page, cursor: writeCursor(`${run?.run ?? 0}.${last}`), ended },
  };
}

/** The event to go on after; a cursor of an earlier run starts over. */
function eventOf(cursor: string | undefined, run: number): number {
  const found = readCursor(cursor, /^(\d{1,9})\.(\d{1,9})$/);
  return found && Number(found[1]) === run ? Number(found[2]) : 0;
}

interface Place {
  readonly step?: string;
  readonly peering?: string;
}

/** Tells a history in steps. Where an event belongs follows from the events before it. */
function tell(history: readonly HistoryEvent[], success: 'ready' | 'removed'): NetworkEvent[] {
  const places = new Map<number, Place>();
  const failed = new Set<number>();
  return history.flatMap((event) => {
    const before = places.get(event.previousEventId) ?? {};
    // The Map's own events stand outside its iterations, although the last iteration comes right before them.
    const inside = event.type.startsWith('MapState') ? undefined : before.peering;
    const peering = event.peering ?? inside;
    const step = event.state ?? before.step;
    const place = { ...(step === undefined ? {} : { step }), ...(peering === undefined ? {} : { peering }) };
    places.set(event.id, place);
    const kind = event.type === 'ExecutionSucceeded' ? success : kindOf(event.type);
    if (kind === 'attempt failed') failed.add(event.id);
    // A state whose error is caught is left right after the failure: that is no success.
    if (!kind || (kind === 'succeeded' && failed.has(event.previousEventId))) return [];
    const ends = isEnd(kind);
    const error = event.error ?? unnamedEnds[event.type];
    return [
      {
        id: event.id,
        at: new Date(event.at).toISOString(),
        kind,
        ...(ends ? {} : place),
        ...(error === undefined ? {} : { error }),
        ...(event.cause === undefined ? {} : { message: sentenceOf(event.cause) }),
      },
    ];
  });
}

/** What an end is called that Step Functions gives no error for: the same as in the record and in the event "Network Failed". */
const unnamedEnds: Readonly<Record<string, string>> = {
  ExecutionAborted: 'Aborted',
  ExecutionTimedOut: 'States.Timeout',
};

const isEnd = (kind: NetworkEvent['kind']): boolean => ['ready', 'removed', 'failed'].includes(kind);

function kindOf(type: string): NetworkEvent['kind'] | undefined {
  switch (type) {
    case 'TaskStateEntered':
      return 'started';
    case 'TaskStateExited':
      return 'succeeded';
    case 'WaitStateEntered':
      return 'waiting';
    case 'LambdaFunctionFailed':
    case 'LambdaFunctionTimedOut':
    case 'LambdaFunctionScheduleFailed':
    case 'LambdaFunctionStartFailed':
    case 'EvaluationFailed':
      return 'attempt failed';
    case 'ExecutionFailed':
    case 'ExecutionAborted':
    case 'ExecutionTimedOut':
      return 'failed';
    default:
      return undefined;
  }
}
