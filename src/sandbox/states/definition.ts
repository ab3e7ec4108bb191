import type { Template } from './template.ts';

/** A state machine as it was loaded: checked, with every expression compiled. */
export interface Machine {
  readonly name: string;
  readonly arn: string;
  readonly roleArn: string;
  readonly createdAt: number;
  /** The definition as JSON text, placeholders filled. */
  readonly definition: string;
  readonly flow: Flow;
  readonly timeoutSeconds: number | undefined;
}

/** States that follow each other: the machine's own, a Map's processor or a Parallel's branch. */
export interface Flow {
  readonly startAt: string;
  readonly states: ReadonlyMap<string, State>;
}

/** What every state may carry: its output and its variables, evaluated side by side on what the state was entered with. */
export interface Exits {
  readonly output: Template | undefined;
  readonly assign: Template | undefined;
}

interface Named extends Exits {
  readonly name: string;
  /** The state that follows; undefined where the flow ends. */
  readonly next: string | undefined;
}

/** One entry of Retry. */
export interface Retrier {
  readonly errorEquals: readonly string[];
  readonly intervalSeconds: number;
  readonly maxAttempts: number;
  readonly backoffRate: number;
  readonly maxDelaySeconds: number | undefined;
  readonly jitter: boolean;
}

/** One entry of Catch. */
export interface Catcher extends Exits {
  readonly errorEquals: readonly string[];
  readonly next: string;
}

/** What Task, Map and Parallel do about failures. */
export interface Handlers {
  readonly retry: readonly Retrier[];
  readonly catch: readonly Catcher[];
}

/** Calls a Lambda function. */
export interface TaskState extends Named, Handlers {
  readonly type: 'Task';
  readonly resource: string;
  readonly arguments: Template | undefined;
  readonly timeoutSeconds: Template | undefined;
}

/** Passes its input on, or what Output makes of it. */
export interface PassState extends Named {
  readonly type: 'Pass';
}

/** Waits some seconds, or until a moment: exactly one of the two is there. */
export interface WaitState extends Named {
  readonly type: 'Wait';
  readonly seconds: Template | undefined;
  readonly timestamp: Template | undefined;
}

/** One entry of Choices. */
export interface ChoiceRule extends Exits {
  readonly condition: Template;
  readonly next: string;
}

/** Goes on with the first rule that holds, else with `next`, its Default. */
export interface ChoiceState extends Named {
  readonly type: 'Choice';
  readonly choices: readonly ChoiceRule[];
}

/** Ends its flow well. */
export interface SucceedState extends Named {
  readonly type: 'Succeed';
}

/** Ends its flow with an error. */
export interface FailState extends Named {
  readonly type: 'Fail';
  readonly error: Template | undefined;
  readonly cause: Template | undefined;
}

/** Runs a flow once for each item. */
export interface MapState extends Named, Handlers {
  readonly type: 'Map';
  readonly items: Template | undefined;
  readonly itemSelector: Template | undefined;
  readonly maxConcurrency: Template | undefined;
  readonly processor: Flow;
}

/** Runs several flows side by side on the same input. */
export interface ParallelState extends Named, Handlers {
  readonly type: 'Parallel';
  readonly arguments: Template | undefined;
  readonly branches: readonly Flow[];
}

/** A state of any type. */
export type State =
  | TaskState
  | PassState
  | WaitState
  | ChoiceState
  | SucceedState
  | FailState
  | MapState
  | ParallelState;
