import * as z from 'zod/mini';
import { networkFaults } from '../canal/check.ts';
import { CanalError, faultsError } from '../canal/errors.ts';
import { Network } from '../canal/network.ts';
import { draftOf } from '../canal/network-draft.ts';
import { isHeld, reserve } from '../canal/record.ts';
import { shapeFaults } from '../canal/shape-faults.ts';
import type { Executions, Records, Run } from './ports.ts';
import { ExecutionShape, exampleExecution, exampleNetwork } from './shapes.ts';

/** Takes whatever the machine was started with: a run by hand may bring anything. */
export const ConfirmRun = {
  step: 'confirm-run',
  input: z.strictObject({ network: z.unknown(), execution: ExecutionShape }),
  output: z.strictObject({ network: Network, run: z.int() }),
  example: { network: exampleNetwork, execution: exampleExecution },
};

/**
 * Confirms the run that was reserved for this execution, or takes a free network for one that was started by hand.
 * Throws InvalidInput and the other faults of the file, and NetworkBusy while another run holds the network.
 */
export async function confirmRun(
  { network: given, execution }: z.output<typeof ConfirmRun.input>,
  { records, executions, now }: { records: Records; executions: Executions } & Run,
): Promise<z.input<typeof ConfirmRun.output>> {
  const network = readNetwork(given);
  const record = await records.network(network.name);
  if (record?.running?.executionArn === execution.arn) return { network: record.wish, run: record.running.run };
  if (record?.running && isHeld(record, await executions.holder(record.running.executionArn), now())) {
    const { run, executionArn } = record.running;
    throw new CanalError(
      'NetworkBusy',
      `Run ${run} of network "${network.name}" is in progress (${executionArn}). Wait until it has ended, or stop it.`,
    );
  }
  const reserved = reserve(record, network, {
    executionArn: () => execution.arn,
    askedBy: 'an execution started by hand',
    now: now(),
  });
  await records.save(reserved);
  return { network, run: reserved.lastRun };
}

/** The network in whatever was given; throws every fault at once. */
function readNetwork(given: unknown): Network {
  const read = Network.safeParse(given);
  const [first, ...rest] = read.success
    ? networkFaults(read.data)
    : [...shapeFaults(read.error), ...networkFaults(draftOf(given))];
  if (first) throw faultsError('The network is not right', [first, ...rest]);
  return read.data as Network;
}
