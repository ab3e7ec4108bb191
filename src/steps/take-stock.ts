import * as z from 'zod';
import { describeCost, runningCost } from '../canal/cost.ts';
import { type ErrorName, errorKinds } from '../canal/errors.ts';
import { Network } from '../canal/network.ts';
import { endRun } from '../canal/record.ts';
import { lookForVpg } from './find-vpg.ts';
import type { Installation, PeerAccounts, Records, Run, Soracom, Vpg } from './ports.ts';
import { ExecutionShape, exampleExecution, exampleNetwork } from './shapes.ts';

/** Reads both vendors after a failure: what exists now and what it costs; and closes the run as failed. */
export const TakeStock = {
  step: 'take-stock',
  input: z.strictObject({
    network: z.unknown(),
    execution: ExecutionShape,
    failure: z.strictObject({
      error: z.string(),
      cause: z.string().default(''),
      step: z.string(),
      peering: z.string().exactOptional(),
      /** The other peerings that failed in the same run, with their errors. */
      others: z.array(z.string()).default([]),
    }),
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
}

/** Steps before which, and in which, nothing is created or changed. */
const readingSteps = ['Confirm run', 'Check network'];

/** Never throws for what cannot be read: it says so instead, because the failure itself must reach a person. */
export async function takeStock(
  { network: given, execution, failure }: z.output<typeof TakeStock.input>,
  ports: Ports & Run,
): Promise<z.input<typeof TakeStock.output>> {
  const network = Network.safeParse(given);
  const where = failure.peering === undefined ? failure.step : `${failure.step} (peering ${failure.peering})`;
  const message = sentenceOf(failure.cause);
  const kind = errorKinds[failure.error as ErrorName] as { next: string } | undefined;
  const next = kind?.next ?? 'This is a fault of the workflow itself: the log of the step tells more.';
  const stock =
    network.success && !['InvalidInput', 'NetworkBusy'].includes(failure.error)
      ? await stockOf(network.data, execution.name, ports)
      : { lines: [], vpg: undefined };
  const nothing = readingSteps.includes(failure.step) ? 'This run created nothing.' : undefined;
  const others = failure.others.length > 0 ? [`Failed as well: ${failure.others.join(', ')}.`] : [];
  const cause = [
    `${where}: ${message}`,
    ...others,
    ...(nothing ? [nothing] : []),
    ...stock.lines,
    `Next: ${next}`,
  ].join('\n');
  if (network.success) {
    const record = await ports.records.network(network.data.name);
    const { error, step } = failure;
    const ended = record && endRun(record, execution.arn, { outcome: 'failed', error, step, cause, now: ports.now() });
    if (ended) await ports.records.save({ ...ended, ...(stock.vpg ? { vpg: stock.vpg } : {}) });
  }
  return { error: failure.error, cause };
}

/** What a person can read of an ASL cause: Lambda's is a JSON document around the sentence. */
function sentenceOf(cause: string): string {
  try {
    const { errorMessage } = JSON.parse(cause) as { errorMessage?: string };
    return errorMessage ?? cause;
  } catch {
    return cause === '' ? 'no more is known' : cause;
  }
}

async function stockOf(network: Network, sessionName: string, ports: Ports) {
  const found = await attempt('SORACOM', () => lookForVpg(network, ports));
  if (!found.ok) return { lines: [`What exists could not be read. ${found.problem}`], vpg: undefined };
  const { vpg, made, warnings } = found.value;
  const others = warnings.map((warning) => warning.message);
  if (!vpg)
    return { lines: ['Nothing of this network exists at SORACOM, so it costs nothing.', ...others], vpg: undefined };
  const wished = vpg.peerings.filter((peering) =>
    network.peerings.some((wish) => wish.peerVpcId === peering.peerVpcId),
  );
  const peerings: string[] = [];
  for (const peering of wished) peerings.push(await peeringLine(peering, sessionName, vpg, ports));
  const range = vpg.vpgSubnetCidrRange;
  const cost = runningCost({
    coverage: ports.installation.coverage,
    vpgs: made ? 1 : 0,
    peerings: wished.length,
  });
  return {
    lines: [
      `What exists now: VPG ${vpg.vpgId} (${vpg.status}${made ? '' : ', adopted'})${peerings.map((line) => `; ${line}`).join('')}.`,
      `It costs ${describeCost(cost)}, until it is removed.`,
      ...others,
    ],
    vpg: { vpgId: vpg.vpgId, made, ...(range === undefined ? {} : { vpgSubnetCidrRange: range }) },
  };
}

async function peeringLine(
  peering: Vpg['peerings'][number],
  sessionName: string,
  vpg: Vpg,
  { peerAccounts }: Ports,
): Promise<string> {
  const region = peering.peerRegion ?? vpg.region ?? 'ap-northeast-1';
  const read = await attempt('EC2', async () =>
    (await peerAccounts.open(peering.peerOwnerId, region, sessionName)).peering(peering.id),
  );
  const status = read.ok ? (read.value?.status ?? 'not shown by EC2') : `status not known. ${read.problem}`;
  return `peering ${peering.id} to ${peering.peerVpcId} of account ${peering.peerOwnerId} (${status})`;
}

async function attempt<T>(
  whom: string,
  read: () => Promise<T>,
): Promise<{ ok: true; value: T } | { ok: false; problem: string }> {
  try {
    return { ok: true, value: await read() };
  } catch (error) {
    return { ok: false, problem: `${whom} did not tell: ${(error as Error).message}` };
  }
}
