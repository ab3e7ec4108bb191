import { ApiClient } from './api-client.ts';
import { CommandError } from './command-error.ts';
import { commandLine } from './command-line.ts';
import { endpointPlace } from './place-endpoint.ts';
import { livePlace, type Needs } from './place-live.ts';
import { chosenPlace, type PlaceOptions } from './place-options.ts';
import { stagePlace } from './place-stage.ts';
import type { Output, Surroundings } from './surroundings.ts';
import { openWorld, refuseWorldOptions, type WorldOptions } from './world-options.ts';

/** An API that answers, and how requests get there. */
export interface Opened {
  readonly url: string;
  /** Signs what must be signed. */
  readonly fetch: typeof globalThis.fetch;
  /** The options that name this place in a command line; none for what ends with the command. */
  readonly words: readonly string[];
  /** What a 403 of API Gateway means here, as a sentence. */
  readonly denied: string;
  readonly isPrivate: boolean;
  /** How long to wait between two questions. */
  readonly pollMillis: number;
  /** account/Region/stage, where it is known before the API has answered. */
  readonly stack?: string;
  /** The first line, where it is another. */
  readonly headline?: string;
  close(): Promise<void>;
}

/** Where a command works: the API behind --endpoint, the stack of a stage, this process (--live), or a private sandbox. */
export interface Place extends Omit<Opened, 'fetch' | 'stack' | 'denied' | 'headline'> {
  readonly api: ApiClient;
  /** The first line of a command: account, Region and stage, or SIMULATED. Known once the API has answered. */
  headline(): string;
  /** The same, for a command that has failed: undefined if it was said already, or is not known. */
  unsaidHeadline(): string | undefined;
  /** True where nothing is real. Known once the API has answered. */
  simulated(): boolean;
}

/** What the first line says when nothing is real. */
export const simulatedLine =
  'SIMULATED: SORACOM and AWS are imitated on this machine. No account is used, nothing real is made, nothing costs money.';

/** Opens the place that options and environment choose: a private sandbox if they choose none. `stop` cuts requests off. */
export async function openPlace(
  options: PlaceOptions & WorldOptions,
  surroundings: Surroundings,
  stop: AbortSignal = new AbortController().signal,
  needs: Needs = {},
): Promise<Place> {
  const chosen = chosenPlace(options, surroundings.env);
  const { stage, endpoint, live } = chosen;
  if (live) return placeOf(await livePlace(chosen, needs, surroundings), stop);
  if (stage !== undefined) return placeOf(await stagePlace(stage, chosen.region, surroundings), stop);
  if (endpoint !== undefined) return placeOf(endpointPlace(endpoint, chosen.region, surroundings), stop);
  const sandbox = await openWorld(options, { pace: 'skip' }, surroundings);
  const url = await sandbox.listen(0);
  const opened = { ...endpointPlace(url, undefined, { ...surroundings, env: {} }), words: [], isPrivate: true };
  return placeOf({ ...opened, pollMillis: 50, close: () => sandbox.close() }, stop);
}

/** Refuses the options of a private sandbox where options and environment choose another place. */
export function refuseUnusedWorld(options: PlaceOptions & WorldOptions, { env }: Surroundings): void {
  if (isChosen(chosenPlace(options, env))) refuseWorldOptions(options);
}

/** Refuses a command that needs a place where none is chosen. */
export function refuseNoPlace(question: string, options: PlaceOptions, { env }: Surroundings): void {
  if (isChosen(chosenPlace(options, env))) return;
  throw new CommandError(
    'Usage',
    `${question} Name a stack with --stage, or a sandbox that lasts: start it ("${commandLine('sandbox')}"), then add --endpoint http://127.0.0.1:4700.`,
  );
}

/** Does a command's work at its place, and closes that. `question` ("The networks of what?") asks for one if none is chosen. */
export async function atPlace<T>(
  question: string,
  options: PlaceOptions,
  surroundings: Surroundings,
  work: (place: Place) => Promise<T>,
  stop?: AbortSignal,
  needs?: Needs,
): Promise<T> {
  refuseNoPlace(question, options, surroundings);
  const place = await openPlace(options, surroundings, stop, needs);
  return closing(place, surroundings, () => work(place));
}

/** Does work at a place, then closes that. Where the work fails before it has said anything, the first line goes to stderr. */
export async function closing<T>(place: Place, { stderr }: Surroundings, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const line = place.unsaidHeadline();
    if (line !== undefined) stderr.write(`${line}\n`);
    throw error;
  } finally {
    await place.close();
  }
}

/** Says lines, before the first of them the place's first line. The API must have answered. */
export function sayAt(place: Place, output: Output): (line: string) => void {
  let begun = false;
  return (line) => {
    if (!begun) output.write(`${place.headline()}\n`);
    begun = true;
    output.write(`${line}\n`);
  };
}

const isChosen = ({ stage, endpoint, live }: PlaceOptions): boolean =>
  stage !== undefined || endpoint !== undefined || live === true;

function placeOf({ fetch, denied, stack, headline, ...opened }: Opened, stop: AbortSignal): Place {
  const api = new ApiClient(opened.url, fetch, stop, denied);
  const known = (): string | undefined => stack ?? api.stack;
  const simulated = (): boolean => opened.isPrivate || known()?.endsWith('/sandbox') === true;
  let said = false;
  const place: Place = {
    ...opened,
    api,
    simulated,
    headline() {
      said = true;
      if (headline !== undefined) return headline;
      if (simulated()) return simulatedLine;
      const [account, region, stage] = known()?.split('/') ?? [];
      return account === undefined ? `At ${opened.url}.` : `Account ${account}, Region ${region}, stage ${stage}.`;
    },
    unsaidHeadline: () => (said || known() === undefined ? undefined : place.headline()),
  };
  return place;
}
