import { deserialize, serialize } from 'node:v8';
import type { Clock } from './clock.ts';
import type { DynamoDb } from './dynamodb.ts';
import type { SandboxEvents } from './events.ts';
import type { Pending } from './events-api/delivery.ts';
import type { QueueMessage, Queues } from './events-api/queues.ts';
import type { TopicMessage, Topics } from './events-api/topics.ts';
import type { Ids } from './ids.ts';
import type { Machines } from './states/machines.ts';
import { type SavedExecution, savedExecutions } from './states/saved-execution.ts';
import { type SavedWorld, savedWorld } from './world/saved-world.ts';
import type { World } from './world/world.ts';

/** A new form of what is saved needs a new number: an older state is then refused instead of misread. */
const form = 4;

/** All that a sandbox writes down of itself. */
export interface SavedState {
  readonly form: number;
  readonly seed: number;
  /** The parsed world file that it was opened with; undefined: the seeded one. */
  readonly worldFile: unknown;
  readonly now: number;
  /** When it was first opened, ms since the epoch. */
  readonly since: number;
  readonly drawn: ReadonlyMap<string, number>;
  readonly world: SavedWorld;
  readonly items: readonly unknown[];
  readonly executions: readonly SavedExecution[];
  readonly queues: ReadonlyMap<string, readonly QueueMessage[]>;
  readonly messages: readonly TopicMessage[];
  readonly underWay: readonly Pending[];
  readonly secrets: ReadonlyMap<string, string>;
}

/** What is saved of a sandbox, and filled again. */
export interface Saved {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly world: World;
  readonly dynamoDb: DynamoDb;
  readonly table: string;
  readonly machines: Machines;
  readonly queues: Queues;
  readonly topics: Topics;
  readonly underWay: SandboxEvents['underWay'];
  readonly secrets: Map<string, string>;
}

/** The state as bytes, taken in a turn of its own: nobody is in the middle of a change. */
export function saveState(of: Saved, opened: { seed: number; worldFile: unknown; since: number }): Promise<Uint8Array> {
  const { clock, ids, world, dynamoDb, table, machines, queues, topics, underWay, secrets } = of;
  return clock.turn(async () => {
    const items = await dynamoDb.items(table);
    const state: SavedState = {
      form,
      ...opened,
      now: clock.now(),
      drawn: ids.drawn(),
      world: savedWorld(world),
      items,
      executions: savedExecutions(machines.machines().flatMap((machine) => machines.executions(machine))),
      queues: new Map([...queues.byName].map(([name, queue]) => [name, queues.kept(queue)])),
      messages: topics.messages,
      underWay: underWay.pending(),
      secrets,
    };
    return serialize(state);
  });
}

/** Thrown for a state that cannot be gone on with as it is asked; the message is for people. */
class StateRefused extends Error {
  override readonly name = 'StateRefused';
}

/** Reads a state; throws StateRefused for one that this version does not know, or that is asked to be another one. */
export function readState(bytes: Uint8Array, asked: { seed?: number; world?: unknown }): SavedState {
  const state = parsed(bytes);
  if (state?.form !== form) {
    const what = state === undefined ? 'cannot be read' : 'is of another version of the sandbox';
    throw new StateRefused(`The state in this directory ${what}. Delete the directory, or choose another one.`);
  }
  if (asked.seed === undefined && asked.world === undefined) return state as SavedState;
  const why = 'There is a sandbox in this directory already, with a seed and a world of its own.';
  throw new StateRefused(`${why} Leave --seed and --world out, or choose another directory.`);
}

function parsed(bytes: Uint8Array): Partial<SavedState> | undefined {
  try {
    return deserialize(bytes) as Partial<SavedState>;
  } catch {
    return undefined;
  }
}

/** Fills the rest of a sandbox that was opened on the saved world; executions and deliveries that were under way go on. */
export async function restoreState(state: SavedState, to: Saved): Promise<void> {
  await to.dynamoDb.putItems(to.table, state.items);
  for (const [name, messages] of state.queues) {
    const queue = to.queues.byName.get(name);
    if (queue) queue.messages = [...messages];
  }
  to.topics.messages = [...state.messages];
  for (const [name, text] of state.secrets) to.secrets.set(name, text);
  to.machines.restore(state.executions);
  to.underWay.resume(state.underWay);
}
