import { CommandError } from './command-error.ts';
import { sentenceHere } from './command-line.ts';
import type { Course } from './course.ts';
import { paintFor } from './paint.ts';
import { planLines } from './plan.ts';

/**
 * Says what a run would make and what that costs, and asks whether it shall. Comes back if it shall, or if there is nothing to
 * make. Throws NotConfirmed, and the first fault of a network that cannot be made.
 */
export async function confirm(network: unknown, yes: boolean, course: Course): Promise<void> {
  const { place, output, say, stop, surroundings } = course;
  const { read } = await place.api.plan(network);
  if (read.changes === 0 && read.possible) return;
  for (const line of planLines(read, paintFor(output), place.words)) say(line);
  const [fault] = read.faults;
  if (fault) {
    const message = sentenceHere(`${fault.field}: ${fault.message}`, place.words);
    throw new CommandError(fault.error, message, { told: { faults: read.faults } });
  }
  if (yes) return;
  const answer = await surroundings.ask('Make it? It costs money until it is removed. [yes/no] ', stop);
  if (answer === undefined) {
    throw new CommandError(
      'NotConfirmed',
      'Nobody can be asked here, and what is made costs money until it is removed. Nothing was begun. Say --yes if it shall be made.',
    );
  }
  if (!/^y(es)?$/i.test(answer)) throw new CommandError('NotConfirmed', 'Nothing was begun.');
}
