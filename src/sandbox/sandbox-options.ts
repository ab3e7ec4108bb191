import type { Clock, Pace } from './clock.ts';
import type { Deployed } from './deployed.ts';
import type { Buses } from './events-api/buses.ts';
import type { Queues } from './events-api/queues.ts';
import type { Topics } from './events-api/topics.ts';
import type { Outcome } from './faults.ts';
import type { FunctionLogLine } from './lambda-service.ts';
import type { Invocation } from './states/invocation.ts';
import type { Machines } from './states/machines.ts';
import type { WireRequest, WireResponse } from './wire.ts';
import type { World } from './world/world.ts';

/** How a sandbox is opened; everything has a default. */
export interface SandboxOptions {
  /**
   * Where the sandbox keeps its state when it is told to save it, and when it is closed. One that is there already is gone on
   * with, with its own seed and world. Throws DirectoryTaken while another process has it.
   */
  readonly directory?: string;
  /** Whether the table's items are in a temporary directory, and not in memory: for a life of many thousands of networks. */
  readonly tableOnDisk?: boolean;
  /** Of ids, latencies and chances: the same seed gives the same histories. */
  readonly seed?: number;
  /** The parsed file behind --world. */
  readonly world?: unknown;
  /** The parsed file behind --faults. */
  readonly faults?: unknown;
  readonly pace?: Pace;
  /**
   * True for one that lives on between runs: schedules fire, and the default bus tells how executions begin and end. In
   * others only what is asked for happens.
   */
  readonly lasting?: boolean;
  /** Where time starts, ms since the epoch. */
  readonly start?: number;
  /** Calls of SORACOM that an operator may make of one path in a minute: 1000 unless it says otherwise; 0: any number. */
  readonly soracomLimit?: number;
  /** Where the functions reach SORACOM, and EC2 and STS, instead of this sandbox. */
  readonly soracomEndpoint?: string;
  readonly ec2Endpoint?: string;
  /** The port of this machine's loopback addresses at which a real BIND stands for the DNS hosts; absent: none does. */
  readonly bindPort?: number;
  /** Settings of the functions that differ from the sandbox's own. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly log?: (line: FunctionLogLine) => void;
  /** Is shown every request that a service has answered, with its answer; faults on demand come after it. */
  readonly watch?: (service: string, request: WireRequest, answer: WireResponse) => void;
  /** Hears of every call, `soracom.getGroup` or `function.find-vpg`, with the fault that it meets. */
  readonly watchCalls?: (call: string, fault: Outcome | undefined) => void;
  /** What is deployed otherwise than the project's files say. */
  readonly deployed?: Deployed;
}

/** An open sandbox: one world behind one URL. */
export interface Sandbox {
  readonly clock: Clock;
  readonly world: World;
  readonly machines: Machines;
  readonly buses: Buses;
  readonly queues: Queues;
  readonly topics: Topics;
  readonly url: string;
  /** Listens on a port of 127.0.0.1 (0: any) and answers the URL. Rejects if the port is taken. */
  listen(port: number): Promise<string>;
  /** The environment with which a function runs against this sandbox, in it or outside. */
  environment(functionName?: string): Record<string, string>;
  /** A request to this sandbox ("/networks") without a socket, for callers in this process; its API takes it as signed. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** Invokes a function of functions/ with an event, as Lambda does; a failure of the function is an answer. */
  invoke(functionName: string, event: unknown): Promise<Invocation>;
  /** Writes its state into its directory; nothing if it has none. */
  save(): Promise<void>;
  close(): Promise<void>;
}
