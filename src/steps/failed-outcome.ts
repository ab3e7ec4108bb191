import { Network } from '../canal/network.ts';
import { NetworkName } from '../canal/network-name.ts';
import { endRun, type NetworkRecord } from '../canal/record.ts';
import type { Ended, OutcomePorts } from './ended.ts';
import type { Outcome } from './outcome-words.ts';
import type { Run } from './ports.ts';
import { isRemoval } from './ready-outcome.ts';
import { type Stock, stockOf, withVpg } from './stock.ts';
import { unchargedRemains } from './uncharged-remains.ts';

/** The errors of a run that has not begun: what exists belongs to others, or to no network at all. */
const notBegun = ['InvalidInput', 'NetworkBusy'];

/** EventBridge takes events of 256 KiB; a cause has 32,768 characters at most. */
const longestMessage = 40_000;

/**
 * The event of an execution that has not reached its end: what it was, what exists now and what that costs. A run that
 * stands as running in the record is closed, because its execution cannot do it any more. Throws StoreUnavailable.
 */
export async function failedOutcome(ended: Ended, ports: OutcomePorts & Run): Promise<Outcome> {
  const { executionArn, status } = ended;
  const { name, wish } = askedOf(ended.input);
  const record = name === undefined ? undefined : await ports.records.network(name);
  const error = ended.error ?? (status === 'TIMED_OUT' ? 'States.Timeout' : 'Aborted');
  const network = wish ?? record?.wish;
  const stock: Stock =
    network && !notBegun.includes(error)
      ? await stockOf(network, record?.vpg?.vpgId, ended.name, ports)
      : { lines: [] };
  const stands = record?.running?.executionArn === executionArn;
  const run = record?.runs.find((one) => one.executionArn === executionArn);
  const step = run?.step ?? (status === 'FAILED' ? undefined : await ports.executionReader.lastState(executionArn));
  const isUntold = stands || status !== 'FAILED';
  const remains = record && isUntold && isRemoval(ended) ? await unchargedRemains(record.name, ports) : [];
  const message = messageOf(ended, step, isUntold ? [...stock.lines, ...remains] : []).slice(0, longestMessage);
  if (stands) await close(record, ended, { error, message, stock, ...(step === undefined ? {} : { step }) }, ports);
  const { facts } = stock;
  return {
    type: 'Network Failed',
    detail: {
      ...(name === undefined ? {} : { network: name }),
      kind: isRemoval(ended) ? 'remove' : 'provision',
      ...(run ? { run: run.run } : {}),
      executionArn,
      status: status === 'SUCCEEDED' ? 'FAILED' : status,
      error,
      ...(step === undefined ? {} : { step }),
      message,
      ...(facts ? { exists: { ...(facts.vpg ? { vpg: facts.vpg } : {}), peerings: [...facts.peerings] } } : {}),
      ...(facts
        ? { cost: { currency: facts.cost.currency, perHour: facts.cost.perHour, unknown: facts.cost.unknown } }
        : {}),
    },
  };
}

/** What the execution was started with: a wish, or at least a name. */
function askedOf(input: string | null | undefined): { name?: string; wish?: Network } {
  const given: unknown = JSON.parse(input ?? 'null');
  const read = Network.safeParse(given);
  if (read.success) return { name: read.data.name, wish: read.data };
  const name = NetworkName.safeParse((given as { name?: unknown } | null)?.name);
  return name.success ? { name: name.data } : {};
}

function messageOf(ended: Ended, step: string | undefined, stock: readonly string[]): string {
  const { status, cause } = ended;
  if (status === 'FAILED') return [cause ?? 'No more is known.', ...stock].join('\n');
  const what =
    status === 'TIMED_OUT'
      ? 'The execution was cut off, because it had run for too long.'
      : `The execution was stopped${cause ? `: ${cause}` : '.'}`;
  const where = step === undefined ? '' : `${step}: `;
  const late = 'What was being asked for just then may still come: look again in some minutes.';
  return [`${where}${what}`, late, ...stock, 'Next: Start it again; it goes on where it was.'].join('\n');
}

async function close(
  record: NetworkRecord,
  { executionArn, status }: Ended,
  told: { error: string; message: string; stock: Stock; step?: string },
  { records, now }: OutcomePorts & Run,
): Promise<void> {
  const { error, message: cause, stock, step } = told;
  const end = { outcome: 'failed' as const, error, cause, now: now(), ...(step === undefined ? {} : { step }) };
  const closed = endRun(record, executionArn, end);
  // A function of an execution that was cut off may still be at work.
  const cutOff = status === 'FAILED' ? {} : { cutOffAt: now() };
  if (closed) await records.save(withVpg({ ...closed, ...cutOff }, stock.vpg));
}
