import * as z from 'zod';
import { describeCost, runningCost } from '../canal/cost.ts';
import { type ErrorName, errorKinds } from '../canal/errors.ts';
import { Network } from '../canal/network.ts';
import { endRun, type NetworkRecord, type VpgFacts } from '../canal/record.ts';
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

/** Step Functions takes causes of 32,768 characters; what exists, its cost and the next thing to do must fit after it. */
const longestMessage = 8_000;
const longestCause = 32_000;

/** Never throws for what a vendor does not tell: it says so instead, because the failure itself must reach a person. */
export async function takeStock(
  { network: given, execution, failure }: z.output<typeof TakeStock.input>,
  ports: Ports & Run,
): Promise<z.input<typeof TakeStock.output>> {
  const { error, step } = failure;
  const read = Network.safeParse(given);
  const network = read.success ? read.data : undefined;
  const record = network && (await ports.records.network(network.name));
  const stock =
    network && !['InvalidInput', 'NetworkBusy'].includes(error)
      ? await stockOf(network, record?.vpg?.vpgId, execution.name, ports)
      : { lines: [] };
  const where = failure.peering === undefined ? step : `${step} (peering ${failure.peering})`;
  const cause = [
    `${where}: ${cut(sentenceOf(failure.cause), longestMessage)}`,
    ...(failure.others.length > 0 ? [`Failed as well: ${failure.others.join(', ')}.`] : []),
    ...(readingSteps.includes(step) ? ['This run created nothing.'] : []),
    ...stock.lines,
    `Next: ${nextOf(error)}`,
  ];
  const text = cut(cause.join('\n'), longestCause);
  const ended =
    record && endRun(record, execution.arn, { outcome: 'failed', error, step, cause: text, now: ports.now() });
  if (ended) await ports.records.save(withVpg(ended, stock.vpg));
  return { error, cause: text };
}

/** The record with the VPG that was found; without one that is known to be gone (null). */
function withVpg(record: NetworkRecord, vpg: VpgFacts | null | undefined): NetworkRecord {
  if (vpg === undefined) return record;
  const { vpg: _, ...rest } = record;
  return vpg === null ? rest : { ...rest, vpg };
}

/** What a person can read of an ASL cause: Lambda's is a JSON document around the sentence. */
function sentenceOf(cause: string): string {
  const nothing = 'no more is known';
  try {
    const { errorMessage } = JSON.parse(cause) as { errorMessage?: unknown };
    return typeof errorMessage === 'string' ? errorMessage || nothing : cause;
  } catch {
    return cause || nothing;
  }
}

function nextOf(error: string): string {
  if (Object.hasOwn(errorKinds, error)) return errorKinds[error as ErrorName].next;
  if (/^(States\.Timeout|Lambda\.|Sandbox\.)/.test(error)) return errorKinds.StepTimedOut.next;
  return 'This is a fault of the workflow itself: the log of the step tells more.';
}

const cut = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

/** What exists as lines to read, and the VPG to record: null when there is none, undefined when that is not known. */
interface Stock {
  readonly lines: readonly string[];
  readonly vpg?: VpgFacts | null;
}

async function stockOf(
  network: Network,
  knownId: string | undefined,
  sessionName: string,
  ports: Ports,
): Promise<Stock> {
  const found = await attempt('SORACOM', () => lookForVpg(network, ports, knownId));
  if (!found.ok) return { lines: [`What exists could not be read. ${found.problem}`] };
  const { made, warnings, faults } = found.value;
  const others = warnings.map((warning) => warning.message);
  // One that was to be adopted and cannot be is not the network's.
  const vpg = made || faults.length === 0 ? found.value.vpg : undefined;
  if (!vpg) return { lines: ['Nothing of this network exists at SORACOM, so it costs nothing.', ...others], vpg: null };
  // All peerings of a VPG of ours are charged to the network; of an adopted one, those that the file names.
  const charged = vpg.peerings.filter(
    (peering) => made || network.peerings.some((wish) => wish.peerVpcId === peering.peerVpcId),
  );
  const peerings: string[] = [];
  for (const peering of charged) peerings.push(await peeringLine(peering, sessionName, vpg, ports));
  const range = vpg.vpgSubnetCidrRange;
  const { coverage } = ports.installation;
  const cost = runningCost({ coverage, vpgs: made ? 1 : 0, peerings: charged.length });
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
