import type { RunKind } from '../canal/record.ts';
import type {
  AccountRegistry,
  DnsHosts,
  Executions,
  HostAccounts,
  Installation,
  Records,
  RegisteredAccount,
} from '../steps/ports.ts';

/** One event of an execution's history, in AWS's words; fields that we read. */
export interface HistoryEvent {
  readonly id: number;
  readonly previousEventId: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** TaskStateEntered, LambdaFunctionFailed, ExecutionSucceeded … */
  readonly type: string;
  /** The state that was entered or exited. */
  readonly state?: string;
  /** The name of the peering whose Map iteration begins with this state. */
  readonly peering?: string;
  readonly error?: string;
  readonly cause?: string;
}

/** What the API needs of Step Functions. Every method throws StoreUnavailable. */
export interface Runs extends Executions {
  /** The ARN that an execution of this name has, on the machine of its kind. */
  executionArn(kind: RunKind, executionName: string): string;
  /**
   * StartExecution; starting the same name with the same input again counts as started while it runs. "taken" for a
   * name that runs with another input, or that was used in the last 90 days.
   */
  start(kind: RunKind, executionName: string, input: unknown): Promise<'started' | 'taken'>;
  /** StopExecution; one that has ended, or is not there, counts as stopped. What its functions do goes on to their end. */
  stop(executionArn: string, cause: string): Promise<void>;
  /** GetExecutionHistory, all pages, oldest first; undefined for an execution that is not there. */
  history(executionArn: string): Promise<HistoryEvent[] | undefined>;
}

/** What the API needs of the accounts in the table. Every method throws StoreUnavailable. */
export interface Accounts extends AccountRegistry {
  /** The accounts by number, at most `limit` after one. */
  registeredAfter(accountId: string | undefined, limit: number): Promise<RegisteredAccount[]>;
  /** Puts an account into the table; the answer says whether one was there before. */
  keepAccount(account: Omit<RegisteredAccount, 'source'>): Promise<'new' | 'replaced'>;
  /** Takes an account out of the table; false if it was not there. */
  forgetAccount(accountId: string): Promise<boolean>;
}

/** What the API's operations are given. */
export interface ApiPorts {
  readonly records: Records;
  readonly runs: Runs;
  readonly accounts: Accounts;
  readonly installation: Installation;
  readonly now: () => number;
}

/** What the operations on DNS hosts are given. */
export interface DnsHostPorts {
  readonly hosts: DnsHosts;
  readonly hostAccounts: HostAccounts;
  readonly installation: Installation;
  readonly now: () => number;
}
