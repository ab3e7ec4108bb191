import { dnsErrorKinds } from './dns-errors.ts';

/** How the state machines treat an error: retried patiently, retried when the rate-limit minute is over, or never. */
export type Treatment = 'patient' | 'throttled' | 'never';

/** One error of the table. */
export interface ErrorKind {
  readonly treatment: Treatment;
  /** When it is thrown, as one sentence. */
  readonly when: string;
  /** What a person does next. */
  readonly next: string;
}

/** Every error of ours by name: the source of docs/errors.md and of the Retry blocks in statemachines/. */
export const errorKinds = {
  SoracomUnavailable: {
    treatment: 'patient',
    when: 'The SORACOM API gave no answer, or answered 5xx.',
    next: 'Start the run again later; it continues where it stopped.',
  },
  SoracomThrottled: {
    treatment: 'throttled',
    when: 'The SORACOM API answered 429: too many requests for this path in this minute.',
    next: 'Wait a minute and start the run again, or ask SORACOM for a higher limit.',
  },
  Ec2Throttled: {
    treatment: 'patient',
    when: 'EC2 or STS answered RequestLimitExceeded or Throttling.',
    next: 'Start the run again later; it continues where it stopped.',
  },
  Ec2Unavailable: {
    treatment: 'patient',
    when: 'EC2 or STS gave no answer, or answered 5xx.',
    next: 'Start the run again later; it continues where it stopped.',
  },
  StoreUnavailable: {
    treatment: 'patient',
    when: 'DynamoDB, Secrets Manager, Step Functions, EventBridge or SNS gave no answer, throttled, or answered 5xx.',
    next: 'Start the run again later; it continues where it stopped.',
  },
  StepTimedOut: {
    treatment: 'patient',
    when: 'A step had no answer before its Lambda function ran out of time.',
    next: 'Start the run again; every step is safe to run twice.',
  },
  InvalidInput: {
    treatment: 'never',
    when: 'The network file, the request or an event does not have the right shape.',
    next: 'Correct the fields that the message names.',
  },
  InvalidSettings: {
    treatment: 'never',
    when: 'The environment of a function lacks a setting, or a setting has the wrong shape.',
    next: 'Correct the variables that the message names; serverless.yml sets them on AWS.',
  },
  NotFound: {
    treatment: 'never',
    when: 'Something that the network file names does not exist: an account, a VPC, a route table, a group, a VPG.',
    next: 'Correct the id that the message names, or create the thing first.',
  },
  CidrOverlap: {
    treatment: 'never',
    when: 'Two address ranges that must be apart share addresses.',
    next: 'Choose another range for the field that the message names.',
  },
  QuotaExceeded: {
    treatment: 'never',
    when: 'A vendor quota is used up: peerings of a VPC, routes of a table.',
    next: 'Delete what is not needed, or ask for a higher quota.',
  },
  VpgConflict: {
    treatment: 'never',
    when: 'The VPG stands with other settings that cannot be changed, or belongs to another installation.',
    next: 'Change the file to what stands, or remove that VPG first.',
  },
  GroupConflict: {
    treatment: 'never',
    when: 'The SIM group uses another VPG that the file does not name in "airGroup.replaces".',
    next: 'Name that VPG in airGroup.replaces if the group may be moved, or choose another group.',
  },
  RouteConflict: {
    treatment: 'never',
    when: "A route table already sends the VPG's range to another living target.",
    next: 'Remove that route, or choose other route tables.',
  },
  ...dnsErrorKinds,
  NetworkBusy: {
    treatment: 'never',
    when: 'Another run of the same network is in progress.',
    next: 'Wait until it has ended, or stop its execution.',
  },
  SweepRefused: {
    treatment: 'never',
    when: 'A sweep cannot trust the table: it has no network, or it is that of another installation.',
    next: 'Look whether CANAL_TABLE and CANAL_STACK belong together, and whether the table was lost; nothing was removed.',
  },
  SoracomDenied: {
    treatment: 'never',
    when: 'SORACOM refused the AuthKey, or the SAM user may not do what was asked.',
    next: 'Put a valid AuthKey where the message says, or give its user the permission that it names.',
  },
  SoracomRejected: {
    treatment: 'never',
    when: 'SORACOM answered an error code that we do not know.',
    next: "Read SORACOM's message; it is passed on as it came.",
  },
  Ec2Denied: {
    treatment: 'never',
    when: 'AWS refused a call: credentials, a role, an ExternalId or a policy.',
    next: 'Correct the role, its trust (ExternalId) or its policy in the account that the message names.',
  },
  Ec2Rejected: {
    treatment: 'never',
    when: 'EC2 or STS answered an error code that we do not know.',
    next: "Read AWS's message; it is passed on as it came.",
  },
  PeeringRefused: {
    treatment: 'never',
    when: 'A peering failed, was rejected or was deleted, or it is not the one that was asked for.',
    next: 'Look at the VPC peering connection in the account that owns the VPC, then start the run again.',
  },
  PeeringExpired: {
    treatment: 'never',
    when: 'A peering request was not accepted within 7 days.',
    next: 'Start the run again: it makes a new request and accepts it.',
  },
  PeeringTooSlow: {
    treatment: 'never',
    when: 'EC2 did not show a peering, or did not make it active, in the time that the run allows.',
    next: 'Start the run again; it goes on with the same peering.',
  },
  VpgInUse: {
    treatment: 'never',
    when: 'A VPG that is to be terminated is used by others: another group, SIMs of one, or a peering that we did not make.',
    next: 'Move or delete what the message names, let SIMs that it names connect anew, then remove again; or remove with force, which breaks it.',
  },
  RemovalTooSlow: {
    treatment: 'never',
    when: 'A peering that was deleted, or a VPG that was terminated, is still there after the time that the run allows.',
    next: 'Remove the network again; it goes on with what is left.',
  },
  VpgFailed: {
    treatment: 'never',
    when: 'SORACOM reports that the creation of the VPG failed, or that it is being terminated.',
    next: 'Terminate that VPG, then start the run again.',
  },
  VpgTooSlow: {
    treatment: 'never',
    when: 'The VPG was not running within the time that the run allows.',
    next: 'Start the run again; it waits for the same VPG.',
  },
} as const satisfies Record<string, ErrorKind>;

/** The name of one of our errors: what the state machines' Retry and Catch match. */
export type ErrorName = keyof typeof errorKinds;

/** One thing that is wrong, with the field of the network file that it is about (`peerings[1].peerVpcId`). */
export interface Fault {
  readonly name: ErrorName;
  readonly field: string;
  readonly message: string;
}

/**
 * An error that a person reads and a state machine acts on. Its `name` is data, never the class's name: Lambda reports
 * `error.name`, and minifiers rename classes.
 */
export class CanalError extends Error {
  override readonly name: ErrorName;
  /** All faults, when a check found them together. */
  readonly faults: readonly Fault[];

  constructor(name: ErrorName, message: string, options: ErrorOptions & { faults?: readonly Fault[] } = {}) {
    super(message, options);
    this.name = name;
    this.faults = options.faults ?? [];
  }
}

/** Whether an error is one of ours that stays, however often one tries: no state machine retries it. */
export function isLasting(error: unknown): error is CanalError {
  return error instanceof CanalError && errorKinds[error.name].treatment === 'never';
}

/** One error for several faults: named after the first, its message lists them all with their fields. */
export function faultsError(what: string, faults: readonly [Fault, ...Fault[]]): CanalError {
  const lines = faults.map((fault) => `${fault.field}: ${fault.message}`);
  const text =
    faults.length === 1 ? `${what}: ${lines[0]}` : `${what}, ${faults.length} faults:\n- ${lines.join('\n- ')}`;
  return new CanalError(faults[0].name, text, { faults });
}
