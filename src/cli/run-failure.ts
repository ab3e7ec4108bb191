import { describeCost } from '../canal/cost.ts';
import { ApiFailure } from './api-client.ts';
import type { NetworkView, Started } from './api-shapes.ts';
import { CommandError } from './command-error.ts';
import { sentenceHere } from './command-line.ts';
import type { Ending } from './follow.ts';
import type { Place } from './place.ts';

/** Steps that only read: a run that ends in one of them has begun nothing. */
const readingSteps = ['Confirm run', 'Check network', 'Confirm removal'];

const hasDoneNothing = (run: NetworkView['run']): boolean =>
  run?.untouched === true || (run?.step !== undefined && readingSteps.includes(run.step));

/**
 * The error of a run that did not become ready: the cause as the run gave it. Exit code 2, or 1 if nothing was begun.
 * The network's own view goes along for --json, where it can be read.
 */
export async function runFailure(
  { api, words, simulated }: Pick<Place, 'api' | 'words' | 'simulated'>,
  started: Started,
  ending: Exclude<Ending, { kind: 'ready' | 'removed' }>,
): Promise<CommandError> {
  const { read: view, came } = await api.network(started.name).catch(() => ({ read: undefined, came: undefined }));
  const run = ending.kind === 'failed' && view?.run?.run === started.run ? view.run : undefined;
  const step = run?.step;
  const cause = ending.kind === 'overtaken' ? overtaken(started, ending.by) : causeOf(ending, run && view);
  const message = sentenceHere(cause, words);
  const name = ending.kind === 'overtaken' ? 'NetworkBusy' : ending.error;
  return new CommandError(
    name,
    `Network ${started.name} is not ${started.state === 'removing' ? 'removed' : 'ready'}: ${name} (run ${started.run}).\n${message}`,
    {
      exitCode: hasDoneNothing(run) ? 1 : 2,
      told: {
        run: started.run,
        ...(step === undefined ? {} : { step }),
        cause: message,
        simulated: simulated(),
        ...(came === undefined ? {} : { network: came }),
      },
    },
  );
}

const overtaken = (started: Started, by: number): string =>
  `Run ${started.run} has ended, and run ${by} was begun before its end was seen. Ask for the status of the network.`;

/** An execution that was stopped could not take stock, and may tell no cause of its own: the record stands in for both. */
function causeOf(ending: { message: string }, view: NetworkView | undefined): string {
  const run = view?.run;
  const closed = run?.error !== undefined;
  if (view && run && !closed) return [ending.message, run.cause, onRecord(view)].filter(Boolean).join('\n');
  return ending.message || run?.cause || 'The execution gave no cause. Start the network again: it continues.';
}

function onRecord({ vpg, peerings, cost }: NetworkView): string {
  const made = peerings.flatMap((peering) =>
    peering.peeringId === undefined ? [] : [`peering ${peering.peeringId} to ${peering.peerVpcId}`],
  );
  const things = [...(vpg ? [`VPG ${vpg.vpgId}`] : []), ...made];
  const late = 'A call that was under way may still take effect.';
  if (things.length === 0) return `The record knows of nothing that this network has. ${late}`;
  return `What exists, as far as the record knows: ${things.join('; ')}. ${late}\nIt costs ${describeCost(cost)}, until it is removed.`;
}

/** The error of a run that was begun, and then could not be asked about any more: it goes on. Other errors stay. */
export function lostSight(error: unknown, started: Started, look: string): unknown {
  if (!(error instanceof ApiFailure)) return error;
  const message = `Run ${started.run} of network ${started.name} was begun, but its end could not be seen; it goes on. ${error.message}\nLook at it with: ${look}`;
  return new CommandError(error.name, message, { exitCode: 2, told: { run: started.run }, cause: error });
}
