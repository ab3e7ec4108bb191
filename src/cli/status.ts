import { type ApiClient, ApiFailure } from './api-client.ts';
import { commandLine } from './command-line.ts';
import { interruptible } from './interruptible.ts';
import { paintFor } from './paint.ts';
import { atPlace, type Place, sayAt } from './place.ts';
import type { PlaceOptions } from './place-options.ts';
import { printableJson } from './printable.ts';
import { networkLines } from './result-network.ts';
import { showRun } from './show-run.ts';
import { soFarFields, soFarLines } from './so-far.ts';
import type { Surroundings } from './surroundings.ts';

/** The options of `canal status`. */
export interface StatusOptions extends PlaceOptions {
  readonly json?: boolean;
  readonly watch?: boolean;
}

/**
 * `canal status NAME`: shows a network; with --watch it first follows what is under way, run after run, until nothing is.
 * Answers 0, or 2 if its newest run has failed; throws if there is none.
 */
export function status(name: string, options: StatusOptions, surroundings: Surroundings): Promise<number> {
  let words: readonly string[] = [];
  const told = () => `What is under way goes on. Look again with: ${commandLine('status', name, ...words)}`;
  return interruptible(surroundings, told, (stop) =>
    atPlace(
      'Status of what?',
      options,
      surroundings,
      (place) => {
        words = place.words;
        return show(name, options, place, surroundings, stop);
      },
      stop,
    ),
  );
}

async function show(
  name: string,
  options: StatusOptions,
  place: Place,
  surroundings: Surroundings,
  stop: AbortSignal,
): Promise<number> {
  const { stdout, stderr } = surroundings;
  const output = options.json ? stderr : stdout;
  const say = sayAt(place, output);
  let seen = await place.api.network(name);
  while (options.watch && isUnderWay(seen.read) && seen.read.run) {
    const { run } = seen.read.run;
    say(`Run ${run} of network ${name} is in progress: this follows it.`);
    await showRun({ place, name, run, output, surroundings, stop });
    seen = await settled(place.api, name, run, () => surroundings.sleep(place.pollMillis, stop));
  }
  const { read: view, came } = seen;
  if (options.json) {
    const soFar = await soFarFields(place.api, name);
    stdout.write(`${printableJson({ ...(came as object), ...soFar, simulated: place.simulated() })}\n`);
  } else {
    const lines = [...networkLines(view, paintFor(stdout), place.words), ...(await soFarLines(place.api, name))];
    for (const line of ['', ...lines]) say(line);
  }
  return view.state === 'failed' ? 2 : 0;
}

const isUnderWay = ({ state }: { readonly state: string }): boolean => state === 'provisioning' || state === 'removing';

/** How often the record is asked again when a run has ended: it may be told a moment after its last event. */
const mostLooks = 10;

async function settled(api: ApiClient, name: string, run: number, pause: () => Promise<void>) {
  for (let look = 1; ; look += 1) {
    const seen = await api.network(name).catch((error: unknown) => {
      if (error instanceof ApiFailure && error.transient && look < mostLooks) return undefined;
      throw error;
    });
    const same = seen === undefined || (seen.read.run?.run === run && isUnderWay(seen.read));
    if (seen && (!same || look >= mostLooks)) return seen;
    await pause();
  }
}
