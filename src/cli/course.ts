import type { Started } from './api-shapes.ts';
import { commandLine } from './command-line.ts';
import type { Ending } from './follow.ts';
import { interruptible } from './interruptible.ts';
import { closing, openPlace, type Place, sayAt } from './place.ts';
import type { PlaceOptions } from './place-options.ts';
import { lostSight, runFailure } from './run-failure.ts';
import { showRun } from './show-run.ts';
import type { Output, Surroundings } from './surroundings.ts';
import type { WorldOptions } from './world-options.ts';

/** A command that begins runs and follows them, with what is known of the run while it goes on. */
export interface Course {
  readonly place: Place;
  /** Where progress goes: stdout, or stderr beside a JSON document. */
  readonly output: Output;
  readonly say: (line: string) => void;
  readonly stop: AbortSignal;
  readonly surroundings: Surroundings;
  started?: Started;
}

/** The network of a command, and the command itself without its place: `up FILE`. */
interface Subject {
  readonly name: string;
  readonly again: readonly string[];
}

/** Does a command's work on a network at its place; a signal ends it with the command that looks at the run, or goes on with it. */
export function onCourse(
  subject: Subject & { readonly record?: boolean },
  options: WorldOptions & PlaceOptions & { readonly json?: boolean },
  surroundings: Surroundings,
  work: (course: Course) => Promise<number>,
): Promise<number> {
  let course: Course | undefined;
  return interruptible(
    surroundings,
    () => interrupted(subject, course),
    async (stop) => {
      const place = await openPlace(options, surroundings, stop, {
        writes: true,
        vendors: true,
        record: subject.record ?? false,
      });
      const output = options.json ? surroundings.stderr : surroundings.stdout;
      const begun: Course = { place, output, say: sayAt(place, output), stop, surroundings };
      course = begun;
      return closing(place, surroundings, () =>
        work(begun).finally(() => {
          if (options.live && stop.aborted) surroundings.stderr.write(stopping);
        }),
      );
    },
  );
}

/** Of a run in this process: what it asks a vendor for just now is heard to its end, so that the record knows it. */
const stopping = 'Stopping: what is being asked for just now comes to its end first, for at most 15 seconds.\n';

/** Follows a run to its success; throws its failure, or that its end could not be seen. */
export async function followRun(started: Started, course: Course): Promise<void> {
  const { place, output, say, stop, surroundings } = course;
  const { name, run } = started;
  course.started = started;
  const shown = showRun({ place, name, run, output, surroundings, stop });
  const ending: Ending = await shown.catch((error: unknown) => {
    throw lostSight(error, started, commandLine('status', name, ...place.words));
  });
  if (ending.kind !== 'failed' && ending.kind !== 'overtaken') return;
  say('');
  throw await runFailure(place, started, ending);
}

function interrupted({ name, again }: Subject, course: Course | undefined): string {
  if (course?.place.words.includes('--live')) return stoppedHere(course, commandLine(...again, ...course.place.words));
  if (course?.place.isPrivate) return 'The private sandbox has ended with this command; nothing is left of it.';
  const look = commandLine('status', name, ...(course?.place.words ?? []));
  return course?.started
    ? `Run ${course.started.run} of network ${name} goes on without this command. Look at it with: ${look}`
    : `If a run of network ${name} was begun, it goes on. Look with: ${look}`;
}

/** A run in this very process ends with it. */
function stoppedHere({ started }: Course, again: string): string {
  if (started === undefined) return 'No run was begun.';
  return `Run ${started.run} of network ${started.name} has stopped with this command. What stands stays, and costs money. The same command goes on from there: ${again}`;
}
