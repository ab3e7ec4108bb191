import type { OpenAws } from './aws-access.ts';
import type { Live } from './live-host.ts';
import type { OpenSandbox } from './sandbox.ts';

/** Where a command writes, and what it may do there. */
export interface Output {
  write(text: string): void;
  /** True for a terminal on which lines may be coloured and drawn again. */
  readonly live: boolean;
  readonly columns: number;
  readonly rows: number;
}

/** The signals that ask a command to stop. */
export type StopSignal = 'SIGINT' | 'SIGTERM';

/** All that a command takes from its process; main.ts brings the real ones. */
export interface Surroundings {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly fetch: typeof globalThis.fetch;
  /** Real time, ms since the epoch. */
  readonly now: () => number;
  /** Rejects when it is told to stop. */
  readonly sleep: (ms: number, stop: AbortSignal) => Promise<void>;
  /** Does something again and again until the answer is called. */
  readonly every: (ms: number, work: () => void) => () => void;
  /** Tells of signals instead of dying of them, until the answer is called. */
  readonly onSignal: (heard: (signal: StopSignal) => void) => () => void;
  /** Asks the person at the terminal on stderr; undefined where there is none. Rejects when it is told to stop. */
  readonly ask: (question: string, stop: AbortSignal) => Promise<string | undefined>;
  readonly openSandbox: OpenSandbox;
  readonly openAws: OpenAws;
  readonly liveHosts: Live;
}
