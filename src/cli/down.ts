import { CommandError } from './command-error.ts';
import { commandLine } from './command-line.ts';
import { type Course, followRun, onCourse } from './course.ts';
import { paintFor } from './paint.ts';
import { refuseNoPlace } from './place.ts';
import type { PlaceOptions } from './place-options.ts';
import { printableJson } from './printable.ts';
import { removalLines } from './removal-lines.ts';
import { networkLines } from './result-network.ts';
import { soFarFields, soFarLines } from './so-far.ts';
import type { Surroundings } from './surroundings.ts';

/** The options of `canal down`. */
export interface DownOptions extends PlaceOptions {
  readonly json?: boolean;
  readonly yes?: boolean;
  readonly force?: boolean;
}

/** `canal down NAME`: removes a network and shows how it goes; asks first. Answers 0 for removed, else throws. */
export async function down(name: string, options: DownOptions, surroundings: Surroundings): Promise<number> {
  refuseNoPlace('Remove what?', options, surroundings);
  const again = ['down', name, ...(options.force ? ['--force'] : [])];
  return onCourse({ name, again }, options, surroundings, async (course) => {
    if (!options.yes) await confirm(name, options, course);
    return takeDown(name, options, course);
  });
}

/** Removes a network whose removal is meant, follows the run, and says what came of it. */
export async function takeDown(
  name: string,
  options: Pick<DownOptions, 'json' | 'force'>,
  course: Course,
): Promise<number> {
  const { place, output, say, surroundings } = course;
  const { read: started } = await place.api.remove(name, options.force === true);
  if (!started.begun && started.state === 'removed') say(`Network ${name} is removed already: nothing was begun.`);
  else {
    const begun = started.begun ? 'has begun' : 'is in progress already: this follows it';
    say(`Run ${started.run}, which removes network ${name}, ${begun}.`);
    await followRun(started, course);
  }
  const { read: view, came } = await place.api.network(name);
  if (options.json) {
    const soFar = await soFarFields(place.api, name);
    surroundings.stdout.write(`${printableJson({ ...(came as object), ...soFar, simulated: place.simulated() })}\n`);
  } else {
    // A removal closes with what the network has cost in all; one of an earlier version does not.
    const soFar = view.run?.cost ? [] : await soFarLines(place.api, name);
    const lines = [...networkLines(view, paintFor(output)), ...soFar];
    for (const line of ['', ...lines]) say(line);
  }
  return 0;
}

/** Shows what goes and asks for the network's name; throws for any other answer, and where nobody can answer. */
async function confirm(name: string, options: DownOptions, { place, stop, surroundings }: Course): Promise<void> {
  const { stderr, ask } = surroundings;
  const { read: view } = await place.api.network(name);
  if (view.state === 'removed') return;
  const again = commandLine('down', name, ...(options.force ? ['--force'] : []), '--yes', ...place.words);
  const lines = [place.headline(), '', ...removalLines(view, options.force === true, paintFor(stderr))];
  stderr.write(`${lines.join('\n')}\n`);
  const answer = await ask(`Remove it? Type ${name}: `, stop);
  if (answer === name) return;
  const message =
    answer === undefined
      ? `Nobody can be asked here, so nothing was removed. If it is meant: ${again}`
      : 'That is not its name, so nothing was removed.';
  throw new CommandError('NotConfirmed', message, { exitCode: 1 });
}
