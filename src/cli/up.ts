import type { Network } from '../canal/network.ts';
import { begin, checkAgain } from './begin.ts';
import { confirm } from './confirm.ts';
import { type Course, followRun, onCourse } from './course.ts';
import { takeDown } from './down.ts';
import { refuseWithoutStack } from './needs-stack.ts';
import { nextCommands } from './next-commands.ts';
import { paintFor } from './paint.ts';
import { refuseUnusedWorld } from './place.ts';
import type { PlaceOptions } from './place-options.ts';
import { printableJson } from './printable.ts';
import { readNetwork } from './read-network.ts';
import { networkLines } from './result-network.ts';
import { soFarFields, soFarLines } from './so-far.ts';
import type { Surroundings } from './surroundings.ts';
import type { WorldOptions } from './world-options.ts';

/** The options of `canal up`. */
export interface UpOptions extends WorldOptions, PlaceOptions {
  readonly json?: boolean;
  /** Whether the network is removed again once it is ready. */
  readonly down?: boolean;
  readonly yes?: boolean;
}

/**
 * `canal up FILE`: starts the network of a file, shows the run, then the network. Answers 0 for ready and 3 for ready but for
 * what a person has to mend; else throws.
 */
export async function up(file: string, options: UpOptions, surroundings: Surroundings): Promise<number> {
  refuseUnusedWorld(options, surroundings);
  const network = readNetwork(file, surroundings.env);
  refuseWithoutStack(network, options);
  const again = ['up', file];
  return onCourse({ name: network.name, again }, options, surroundings, async (course) => {
    const drifted = await bringUp(file, network, options, course);
    if (!options.down) return drifted ? 3 : 0;
    course.say('');
    return takeDown(network.name, options, course);
  });
}

/** Says whether the network that is ready has drifted all the same. */
async function bringUp(file: string, network: Network, options: UpOptions, course: Course): Promise<boolean> {
  const { place, say, output, surroundings } = course;
  const { stdout } = surroundings;
  const { api, words } = place;

  if (options.live) {
    say(withoutStack);
    await confirm(network, options.yes ?? false, course);
  }
  const started = await begin(api, network, say, paintFor(output), words);
  course.started = started;

  if (!started.begun && started.state === 'ready') {
    const lead = `Network ${started.name} is ready already, and the file wishes nothing else`;
    say(
      started.drift
        ? `${lead}. It has drifted, and a run mends nothing of that: what a person does about it stands below. Nothing was begun.`
        : `${lead}: nothing was begun.`,
    );
  } else {
    const { name, run, begun } = started;
    say(
      begun
        ? `Run ${run} of network ${name} has begun.`
        : `Run ${run} of network ${name} is in progress already, with the same wish: this follows it.`,
    );
    await followRun(started, course);
    await checkAgain(api, started, say);
  }

  const { read: view, came } = await api.network(started.name);
  const drifted = view.drift !== undefined;
  if (options.json) {
    // With --down there is one document all the same: the network that is removed.
    if (options.down) return drifted;
    const soFar = await soFarFields(place.api, view.name);
    stdout.write(`${printableJson({ ...(came as object), ...soFar, simulated: place.simulated() })}\n`);
    return drifted;
  }
  const next = options.down ? [] : ['', ...nextCommands({ file, name: view.name, words })];
  const lines = [...networkLines(view, paintFor(stdout), words), ...(await soFarLines(place.api, view.name)), ...next];
  for (const line of ['', ...lines]) say(line);
  return drifted;
}

const withoutStack =
  'There is no stack: the run goes on only while this command does. Schedules, events and alarms need the stack (docs/deploy.md).';
