import type { Network } from '../canal/network.ts';
import type { Started } from './api-shapes.ts';
import { begin } from './begin.ts';
import { commandLine } from './command-line.ts';
import { interruptible } from './interruptible.ts';
import { nextCommands } from './next-commands.ts';
import { paintFor } from './paint.ts';
import { openPlace, type Place, refuseUnusedWorld, sayAt } from './place.ts';
import type { PlaceOptions } from './place-options.ts';
import { printableJson } from './printable.ts';
import { readNetwork } from './read-network.ts';
import { networkLines } from './result-network.ts';
import { lostSight, runFailure } from './run-failure.ts';
import { showRun } from './show-run.ts';
import type { Surroundings } from './surroundings.ts';
import type { WorldOptions } from './world-options.ts';

/** The options of `canal up`. */
export interface UpOptions extends WorldOptions, PlaceOptions {
  readonly json?: boolean;
}

/** What is known while it goes on, for the person who interrupts it. */
interface Course {
  place?: Place;
  started?: Started;
}

/** `canal up FILE`: starts the network of a file, shows the run, then the network. Answers 0 for ready, else throws. */
export async function up(file: string, options: UpOptions, surroundings: Surroundings): Promise<number> {
  refuseUnusedWorld(options, surroundings);
  const network = readNetwork(file, surroundings.env);
  const course: Course = {};
  const told = () => interrupted(network.name, course);
  return interruptible(surroundings, told, async (stop) => {
    const place = await openPlace(options, surroundings, stop);
    course.place = place;
    try {
      return await bringUp({ file, network, options, place, stop, course, surroundings });
    } finally {
      await place.close();
    }
  });
}

interface Work {
  readonly file: string;
  readonly network: Network;
  readonly options: UpOptions;
  readonly place: Place;
  readonly stop: AbortSignal;
  readonly course: Course;
  readonly surroundings: Surroundings;
}

async function bringUp(work: Work): Promise<number> {
  const { file, network, options, place, stop, course, surroundings } = work;
  const { stdout, stderr } = surroundings;
  const { api, words } = place;
  const output = options.json ? stderr : stdout;
  const say = sayAt(place, output);

  const started = await begin(api, network, say, paintFor(output));
  course.started = started;
  const simulated = place.simulated();

  if (!started.begun && started.state === 'ready') {
    say(`Network ${started.name} is ready already, and the file wishes nothing else: nothing was begun.`);
  } else {
    const { name, run, begun } = started;
    say(
      begun
        ? `Run ${run} of network ${name} has begun.`
        : `Run ${run} of network ${name} is in progress already, with the same wish: this follows it.`,
    );
    const ending = await showRun({ place, name, run, output, surroundings, stop }).catch((error: unknown) => {
      throw lostSight(error, started, commandLine('status', started.name, ...words));
    });
    if (ending.kind !== 'ready') {
      say('');
      throw await runFailure(api, started, ending, simulated);
    }
  }

  const { read: view, came } = await api.network(started.name);
  if (options.json) {
    stdout.write(`${printableJson({ ...(came as object), simulated })}\n`);
    return 0;
  }
  const next = nextCommands({ file, name: view.name, words });
  for (const line of ['', ...networkLines(view, paintFor(stdout)), '', ...next]) say(line);
  return 0;
}

function interrupted(name: string, { place, started }: Course): string {
  if (place?.isPrivate) return 'The private sandbox has ended with this command; nothing is left of it.';
  const look = commandLine('status', name, ...(place?.words ?? []));
  return started
    ? `Run ${started.run} of network ${name} goes on without this command. Look at it with: ${look}`
    : `If a run of network ${name} was begun, it goes on. Look with: ${look}`;
}
