import * as z from 'zod/mini';
import { failureText, undoLines } from '../canal/failure.ts';
import { Network } from '../canal/network.ts';
import { NetworkName } from '../canal/network-name.ts';
import { endRun } from '../canal/record.ts';
import type { DnsHosts, Installation, PeerAccounts, Prices, Records, Run, Soracom } from './ports.ts';
import { ExecutionShape, exampleExecution, exampleNetwork } from './shapes.ts';
import { stockOf, withVpg } from './stock.ts';
import { unchargedRemains } from './uncharged-remains.ts';

/** Reads both vendors after a failure: what exists now and what it costs; and closes the run as failed. */
export const TakeStock = {
  step: 'take-stock',
  input: z.strictObject({
    network: z.unknown(),
    execution: ExecutionShape,
    failure: z.strictObject({
      error: z.string(),
      cause: z._default(z.string(), ''),
      step: z.string(),
      peering: z.exactOptional(z.string()),
      /** The other peerings that failed in the same run, with their errors. */
      others: z._default(z.array(z.string()), []),
      /** Of a removal: whether it has not removed or changed anything yet. */
      untouched: z._default(z.boolean(), false),
    }),
    /** What was undone of the run after its failure; absent where it was not to be. */
    undone: z.exactOptional(z.array(z.string())),
    /** Why undoing it failed. */
    undoFailed: z.exactOptional(z.string()),
  }),
  output: z.strictObject({ error: z.string(), cause: z.string() }),
  example: {
    network: exampleNetwork,
    execution: exampleExecution,
    failure: { error: 'VpgTooSlow', cause: 'VPG … is still being created.', step: 'Look at VPG' },
  },
};

interface Ports {
  soracom: Soracom;
  peerAccounts: PeerAccounts;
  records: Records;
  installation: Installation;
  prices: Prices;
  dnsHosts: Pick<DnsHosts, 'placesOf'>;
}

/** Never throws for what a vendor does not tell: it says so instead, because the failure itself must reach a person. */
export async function takeStock(
  { network: given, execution, failure, undone, undoFailed }: z.output<typeof TakeStock.input>,
  ports: Ports & Run,
): Promise<z.input<typeof TakeStock.output>> {
  const { error, step, untouched } = failure;
  const { name, wish } = asked(given);
  const record = name === undefined ? undefined : await ports.records.network(name);
  const network = wish ?? record?.wish;
  const stock =
    network && !['InvalidInput', 'NetworkBusy'].includes(error)
      ? await stockOf(network, record?.vpg?.vpgId, execution.name, ports)
      : { lines: [] };
  const isTakenDown = (wish === undefined && !untouched) || undoFailed !== undefined;
  const remains = record && isTakenDown && error !== 'NetworkBusy' ? await unchargedRemains(record.name, ports) : [];
  const cause = failureText(failure, [...undoLines(undone, undoFailed), ...stock.lines, ...remains]);
  const end = { outcome: 'failed' as const, error, step, cause, ...(untouched ? { untouched } : {}) };
  const ended = record && endRun(record, execution.arn, { ...end, now: ports.now() });
  if (ended) await ports.records.save(withVpg(ended, stock.vpg));
  return { error, cause };
}

/** What the machine was started with: a wish, or the name of a network that is to be removed. */
function asked(given: unknown): { name?: string; wish?: Network } {
  const read = Network.safeParse(given);
  if (read.success) return { name: read.data.name, wish: read.data };
  const removal = z.strictObject({ name: NetworkName, force: z.exactOptional(z.boolean()) }).safeParse(given);
  return removal.success ? { name: removal.data.name } : {};
}
