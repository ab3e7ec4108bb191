import type { Execution } from './execution.ts';

/** The item of a Map's iteration, which only ItemSelector sees. `key` is there when the Map goes through an object. */
export interface MapItem {
  readonly index: number;
  readonly key: string | undefined;
  readonly value: unknown;
}

/** What the context object says about the state that runs. */
export interface StateContext {
  readonly name: string;
  readonly enteredAt: number;
  /** Only states that can have Retry count their retries. */
  readonly retryCount: number | undefined;
}

/** The context object, `$states.context`. */
export function contextObject(execution: Execution, state: StateContext, item?: MapItem): Record<string, unknown> {
  const { machine } = execution;
  return {
    Execution: {
      Id: execution.arn,
      Input: JSON.parse(execution.texts.input),
      StartTime: new Date(execution.startedAt).toISOString(),
      Name: execution.name,
      RoleArn: machine.roleArn,
      RedriveCount: 0,
    },
    StateMachine: { Id: machine.arn, Name: machine.name },
    State: {
      Name: state.name,
      EnteredTime: new Date(state.enteredAt).toISOString(),
      ...(state.retryCount === undefined ? {} : { RetryCount: state.retryCount }),
    },
    ...(item ? { Map: { Item: mapItem(item) } } : {}),
  };
}

function mapItem(item: MapItem): Record<string, unknown> {
  return { Index: item.index, ...(item.key === undefined ? {} : { Key: item.key }), Value: item.value };
}
