import * as z from 'zod/mini';
import { faultsError } from '../canal/errors.ts';
import { Network } from '../canal/network.ts';
import { type CheckPorts, findAll } from './network-checks.ts';
import type { Run } from './ports.ts';
import { ExecutionShape, exampleExecution, exampleNetwork, WarningShape } from './shapes.ts';

/** Checks a wish against both vendors; changes nothing. */
export const CheckNetwork = {
  step: 'check-network',
  input: z.strictObject({ network: Network, execution: ExecutionShape }),
  output: z.strictObject({ warnings: z.array(WarningShape) }),
  example: { network: exampleNetwork, execution: exampleExecution },
};

/** Checks all that can be known before anything is created; throws every fault at once, named by its field. */
export async function checkNetwork(
  { network, execution }: z.output<typeof CheckNetwork.input>,
  ports: CheckPorts & Run,
): Promise<z.input<typeof CheckNetwork.output>> {
  const { faults, warnings } = await findAll(network, execution.name, ports);
  const [first, ...rest] = faults;
  if (first) throw faultsError(`Network "${network.name}" cannot be made, and nothing was created`, [first, ...rest]);
  return { warnings: [...warnings] };
}
