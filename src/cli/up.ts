import type { Network } from '../canal/network.ts';
import { ApiClient } from './api-client.ts';
import type { NetworkEvent, Started } from './api-shapes.ts';
import { begin } from './begin.ts';
import { CommandError } from './command-error.ts';
import { commandLine } from './command-line.ts';
import { chosenEndpoint } from './endpoint-option.ts';
import { type Ending, follow } from './follow.ts';
import { nextCommands } from './next-commands.ts';
import { paintFor } from './paint.ts';
import { printableJson } from './printable.ts';
import { progressOn } from './progress.ts';
import { readNetwork } from './read-network.ts';
import { networkLines } from './result-network.ts';
import { lostSight, runFailure } from './run-failure.ts';
import { isSimulated, simulatedLine } from './simulated.ts';
import type { Output, StopSignal, Surroundings } from './surroundings.ts';
import { openPlace, refuseWorldOptions, type UpPlace, type WorldOptions } from './up-place.ts';

/** The options of `canal up`. */
export interface UpOptions extends WorldOptions {
  readonly json?: boolean;
  readonly endpoint?: string;
}

/** What is known while it goes on, for the person who interrupts it. */
interface Course {
  started?: Started;
  endProgress?: () => void;
}

/** `canal up FILE`: starts the network of a file, shows the run, then the network. Answers 0 for ready, else throws. */
export async function up(file: string, options: UpOptions, surroundings: Surroundings): Promise<number> {
  const endpoint = chosenEndpoint(options.endpoint, surroundings.env);
  if (endpoint !== undefined) refuseWorldOptions(options);
  const network = readNetwork(file, surroundings.env);
  const stop = new AbortController();
  const course: Course = {};
  const place = await openPlace(endpoint, options, surroundings);
  const interruption = Promise.withResolvers<never>();
  const unhear = surroundings.onSignal((signal) => {
    course.endProgress?.();
    interruption.reject(interrupted(signal, network.name, place, course.started));
    stop.abort();
  });
  try {
    const work = bringUp({ file, network, options, place, stop: stop.signal, course, surroundings });
    return await Promise.race([work, interruption.promise]);
  } finally {
    unhear();
    course.endProgress?.();
    await place.close();
  }
}

interface Work {
  readonly file: string;
  readonly network: Network;
  readonly options: UpOptions;
  readonly place: UpPlace;
  readonly stop: AbortSignal;
  readonly course: Course;
  readonly surroundings: Surroundings;
}

async function bringUp(work: Work): Promise<number> {
  const { file, network, options, place, stop, course, surroundings } = work;
  const { stdout, stderr, fetch } = surroundings;
  const say = sayOn(options.json ? stderr : stdout);
  if (place.isPrivate) say(simulatedLine);

  const api = new ApiClient(place.url, fetch, stop);
  const started = await begin(api, network, say, paintFor(options.json ? stderr : stdout));
  course.started = started;
  const simulated = place.isPrivate || isSimulated(started.executionArn);
  if (simulated && !place.isPrivate) say(simulatedLine);

  if (!started.begun && started.state === 'ready') {
    say(`Network ${started.name} is ready already, and the file wishes nothing else: nothing was begun.`);
  } else {
    const ending = await watch(api, started, work).catch((error: unknown) => {
      throw lostSight(error, started, commandLine('status', started.name, '--endpoint', place.url));
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
  const next = nextCommands({ file, name: view.name, endpoint: place.isPrivate ? undefined : place.url });
  for (const line of ['', ...networkLines(view, paintFor(stdout)), '', ...next]) say(line);
  return 0;
}

/** Shows a run until it has ended. */
async function watch(api: ApiClient, started: Started, work: Work): Promise<Ending> {
  const { options, place, stop, course, surroundings } = work;
  const { name, run, begun } = started;
  const output = options.json ? surroundings.stderr : surroundings.stdout;
  sayOn(output)(
    begun
      ? `Run ${run} of network ${name} has begun.`
      : `Run ${run} of network ${name} is in progress already, with the same wish: this follows it.`,
  );
  const progress = progressOn(output, surroundings);
  course.endProgress = () => progress.end();
  const onEvent = (event: NetworkEvent): void => progress.add(event);
  const ending = await follow(api, {
    name,
    run,
    pollMillis: place.pollMillis,
    sleep: surroundings.sleep,
    onEvent,
    stop,
  });
  progress.end();
  return ending;
}

const sayOn =
  (output: Output) =>
  (line: string): void =>
    output.write(`${line}\n`);

function interrupted(
  signal: StopSignal,
  name: string,
  { isPrivate, url }: UpPlace,
  started: Started | undefined,
): CommandError {
  const look = commandLine('status', name, '--endpoint', url);
  const goesOn = started
    ? `Run ${started.run} of network ${name} goes on without this command. Look at it with: ${look}`
    : `If a run of network ${name} was begun, it goes on. Look with: ${look}`;
  const message = isPrivate ? 'The private sandbox has ended with this command; nothing is left of it.' : goesOn;
  return new CommandError('Interrupted', `Interrupted. ${message}`, {
    exitCode: signal === 'SIGINT' ? 130 : 143,
  });
}
