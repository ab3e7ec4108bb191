import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Clock } from '../clock.ts';
import { openDynamoDb } from '../dynamodb.ts';
import { Edge } from '../edge.ts';
import { Faults } from '../faults.ts';
import { openHost } from '../host.ts';
import { Ids } from '../ids.ts';
import type { FunctionLogLine } from '../lambda-service.ts';
import { loadHandler, readStack } from '../stack.ts';
import { transport } from '../transport.ts';
import { Journal, type JournalEntry } from './journal.ts';
import { journaledTable } from './journaled-table.ts';
import { holderOf, takeDirectory } from './lock.ts';
import { pastExecutions, withPast } from './past-executions.ts';

/** Whose networks a directory keeps. */
export interface Installation {
  /** account/Region/stage, the value of the tag canal:stack. */
  readonly stack: string;
  readonly coverage: 'japan' | 'global';
}

/** How a live host is opened. */
export interface LiveOptions {
  readonly directory: string;
  /** Whether it may change the record: one process at a time. Others may read beside it. */
  readonly write: boolean;
  readonly installation: Installation;
  /** Settings of the functions: where SORACOM and EC2 are. */
  readonly settings: Readonly<Record<string, string>>;
  /** The AuthKey, as its secret holds it. */
  readonly authKey: string;
  /** What EC2 and STS are asked with. */
  readonly credentials: () => Promise<{ accessKeyId: string; secretAccessKey: string; sessionToken?: string }>;
  /** Who asks, as the record keeps it. */
  readonly callerArn: string;
  /** Of ids and jitter: another one for each process. */
  readonly seed: number;
  /** Real time, ms since the epoch. */
  readonly now: number;
  /** How many times as fast as life its waits pass: 1, but against vendors that are imitated at such a pace. */
  readonly pace?: number;
}

/** The workflow in this process, against the real vendors. */
export interface LiveHost {
  /** A request to the API ("/networks") in this process. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** What a function has said of settings with which it cannot work; an API answers no more than 500 then. */
  settingsFault(): string | undefined;
  /** Stops what runs, lets functions that work come to their end for at most some seconds, and lets go of the directory. */
  close(): Promise<void>;
}

/** Nothing listens there: the transport knows it. */
const inside = 'http://canal.internal';
/** How long a function that works may take to its end when the host is closed, in ms. */
const patience = 15_000;

/** Whose networks a directory keeps; undefined if there is no record in it yet. Throws for one that cannot be read. */
export function installationIn(directory: string): Installation | undefined {
  return new Journal(directory).read().find((entry) => entry.kind === 'installation');
}

/**
 * Opens the functions and machines of this project on a clock of real time, a table that a directory keeps, and the real network:
 * requests to SORACOM, EC2 and STS leave this process, those to all that the stack would have stay in it. Throws DirectoryTaken.
 */
export async function openLiveHost(options: LiveOptions): Promise<LiveHost> {
  const { directory, write, installation } = options;
  if (write) makeDirectory(directory);
  const release = write ? takeDirectory(directory) : () => undefined;
  const journal = new Journal(directory);
  try {
    const entries = journal.read();
    const past = pastExecutions(entries, !write && holderOf(directory) !== undefined);
    if (write) beginWriting(journal, entries, installation, options.now);
    return await open(options, journal, entries, past, release);
  } catch (error) {
    journal.close();
    release();
    throw error;
  }
}

/** Keeps the functions' log lines: what went wrong in them, and when. */
const logIn =
  (directory: string, clock: Clock) =>
  (line: FunctionLogLine): void =>
    unlessFull(() =>
      appendFileSync(
        join(directory, 'log.jsonl'),
        `${JSON.stringify({ time: new Date(clock.now()).toISOString(), ...line })}\n`,
        { mode: 0o600 },
      ),
    );

/** Writes what a run can do without: it must not end of a full disk, with things made and nobody told. */
function unlessFull(write: () => void): void {
  try {
    write();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
  }
}

function makeDirectory(directory: string): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  // ExternalIds are in the record: it belongs into no repository.
  writeFileSync(join(directory, '.gitignore'), '*\n', { mode: 0o600 });
}

function beginWriting(journal: Journal, entries: readonly JournalEntry[], of: Installation, now: number): void {
  journal.open();
  if (entries.length === 0) journal.append({ kind: 'installation', ...of });
  // Whoever ran these is gone: this process has the directory.
  const last = new Map(entries.flatMap((one) => (one.kind === 'execution' ? [[one.executionArn, one.status]] : [])));
  for (const [executionArn = '', status] of last) {
    if (status === 'RUNNING') journal.append({ kind: 'execution', executionArn, status: 'ABORTED', at: now });
  }
}

async function open(
  options: LiveOptions,
  journal: Journal,
  entries: readonly JournalEntry[],
  past: ReturnType<typeof pastExecutions>,
  release: () => void,
): Promise<LiveHost> {
  const { directory, installation, credentials } = options;
  const [accountId = '', region = '', stage = ''] = installation.stack.split('/');
  const place = { accountId, region, stage };
  const clock = new Clock(options.now, options.pace ?? 1);
  const ids = new Ids(options.seed);
  const faults = new Faults({ faults: {} }, ids, () => clock.now());
  const edge = new Edge(clock, ids, faults);
  const table = journaledTable(openDynamoDb(), journal, entries);
  const keep = options.write ? logIn(directory, clock) : () => undefined;
  let settingsFault: string | undefined;
  const { lambda, machines, ...host } = await openHost({
    clock,
    ids,
    faults,
    place,
    stack: readStack(place),
    load: loadHandler,
    transport: { ...transport(edge, clock, inside, 'function', true), credentials },
    dynamoDb: table,
    settings: { CANAL_COVERAGE: installation.coverage, ...options.settings },
    authKey: options.authKey,
    signer: () => options.callerArn,
    lasting: false,
    since: options.now,
    log(line) {
      keep(line);
      if (line.error === 'InvalidSettings') settingsFault = String(line.message);
    },
  });
  for (const service of host.services) edge.add(service.name === 'states' ? withPast(service, past) : service);
  if (options.write) {
    const compacted = await table.compacted(journal.read());
    if (compacted) journal.rewrite(compacted);
    machines.onStatusChange(({ executionArn, status, startDate, stopDate }) =>
      unlessFull(() => journal.append({ kind: 'execution', executionArn, status, at: stopDate ?? startDate })),
    );
  }
  const { fetch } = transport(edge, clock, inside, 'socket');
  return {
    fetch: (path, init) => clock.turn(() => fetch(inside + path, init)),
    settingsFault: () => settingsFault,
    async close() {
      const cause = 'The command that ran it was ended. Start the network again: it continues.';
      for (const machine of machines.machines()) {
        for (const execution of machines.executions(machine)) execution.abort(undefined, cause);
      }
      const late = clock.timer(patience);
      await Promise.race([lambda.idle(), late.passed]);
      late.cancel();
      host.stop();
      clock.stop();
      await table.close();
      journal.close();
      release();
    },
  };
}
