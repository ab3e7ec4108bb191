import { type ApiClient, ApiFailure } from './api-client.ts';
import { CommandError } from './command-error.ts';
import { commandLine } from './command-line.ts';
import { type Course, followRun, onCourse } from './course.ts';
import { type Paint, paintFor } from './paint.ts';
import { refuseNoPlace } from './place.ts';
import type { PlaceOptions } from './place-options.ts';
import { printableJson } from './printable.ts';
import { inTheWayLines, placeLines, removalLines } from './removal-lines.ts';
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
  return onCourse({ name, again, record: true }, options, surroundings, async (course) => {
    const stands = await tell(name, options, course);
    if (stands && !options.yes) await confirm(name, options, course);
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
    const lines = [...networkLines(view, paintFor(output), place.words), ...soFar];
    for (const line of ['', ...lines]) say(line);
  }
  return 0;
}

/** Shows what goes, and what is in the way of it: with force it is broken, also where nobody is asked. True if it stands. */
async function tell(name: string, options: DownOptions, { place, surroundings }: Course): Promise<boolean> {
  const { stderr } = surroundings;
  const paint = paintFor(stderr);
  const { read: view } = await place.api.network(name);
  const stands = view.state !== 'removed';
  if (view.state === 'removing' || !(stands || options.force)) return stands;
  const { places, inTheWay } = await lookAhead(name, options.force === true, place.api, paint);
  const lines = options.yes || !stands ? inTheWay : [...removalLines(view, paint), ...places, ...inTheWay];
  if (lines.length > 0) stderr.write(`${[place.headline(), '', ...lines].join('\n')}\n`);
  return stands;
}

/** What is given back, and what is in the way; a removal looks by itself, so that nobody who asks in vain is kept from it. */
async function lookAhead(name: string, force: boolean, api: ApiClient, paint: Paint) {
  try {
    const { read } = await api.removalPlan(name);
    return { places: placeLines(read, paint), inTheWay: inTheWayLines(read, force, paint) };
  } catch (error) {
    if (!(error instanceof ApiFailure)) throw error;
    const message = `  ${paint('yellow', '!')} What others have on the VPG is not known: ${error.message}`;
    return { places: [], inTheWay: [message] };
  }
}

/** Asks for the network's name; throws for any other answer, and where nobody can answer. */
async function confirm(name: string, options: DownOptions, { place, stop, surroundings }: Course): Promise<void> {
  const again = commandLine('down', name, ...(options.force ? ['--force'] : []), '--yes', ...place.words);
  const answer = await surroundings.ask(`Remove it? Type ${name}: `, stop);
  if (answer === name) return;
  const message =
    answer === undefined
      ? `Nobody can be asked here, so nothing was removed. If it is meant: ${again}`
      : 'That is not its name, so nothing was removed.';
  throw new CommandError('NotConfirmed', message, { exitCode: 1 });
}
