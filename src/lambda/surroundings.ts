import type { EC2ClientConfig } from '@aws-sdk/client-ec2';
import type { Settings } from './settings.ts';

/** Writes one log line; fields are small facts, never whole events, and never secrets. */
export type Log = (line: LogLine) => void;

/** One log line: a code such as CREATE_VPG_STARTED, and small facts. */
export interface LogLine {
  readonly level: 'info' | 'error';
  readonly code: string;
  readonly [field: string]: string | number | boolean | undefined | EmbeddedMetrics;
}

/** What makes a log line metrics, in CloudWatch's embedded format: the field `_aws`. */
export interface EmbeddedMetrics {
  readonly Timestamp: number;
  readonly CloudWatchMetrics: readonly {
    readonly Namespace: string;
    readonly Dimensions: readonly (readonly string[])[];
    readonly Metrics: readonly { readonly Name: string; readonly Unit: 'None' }[];
  }[];
}

/** What of `fetch` is used: the platform's own fits, and so does what is made without it. */
export type Fetch = (
  url: string,
  request: {
    readonly method: string;
    readonly headers: Record<string, string>;
    readonly body?: string;
    /** A redirection is an answer like any other. */
    readonly redirect: 'manual';
  },
) => Promise<FetchAnswer>;

/** An answer of any status. */
export interface FetchAnswer {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  text(): Promise<string>;
}

/** What the AWS SDK's clients speak through. */
export type RequestHandler = NonNullable<EC2ClientConfig['requestHandler']>;

/** The hash that the AWS SDK's clients sign with. */
export type Sha256 = NonNullable<EC2ClientConfig['sha256']>;

/** Where a handler stands: on AWS the process and real time; in the sandbox, what its host hands in. */
export interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly log: Log;
  readonly fetch: Fetch;
  /** What the AWS SDK's clients sign with where no role is taken; absent: the settings' credentials, or what the SDK finds. */
  readonly credentials?: () => Promise<{ accessKeyId: string; secretAccessKey: string; sessionToken?: string }>;
  /** For the AWS SDK's clients; absent: the SDK's own, over sockets. */
  readonly requestHandler?: RequestHandler;
  /** What those clients sign with; absent: the SDK's own. */
  readonly sha256?: Sha256;
}

/** What a door is opened with: the surroundings and the settings that were read from them. */
export interface Opening extends Omit<Surroundings, 'environment'> {
  readonly settings: Settings;
}

/** Opens one port; called once per container, or once per sandbox. Opening does no I/O. */
export type Door<Port> = (opening: Opening) => Port;
