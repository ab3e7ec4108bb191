import type { Catcher, Handlers, Retrier } from './definition.ts';
import { Fields } from './fields.ts';
import { maxSeconds } from './limits.ts';

const reserved = [
  'ALL',
  'BranchFailed',
  'DataLimitExceeded',
  'ExceedToleratedFailureThreshold',
  'HeartbeatTimeout',
  'Http.Socket',
  'IntrinsicFailure',
  'ItemReaderFailed',
  'NoChoiceMatched',
  'ParameterPathFailure',
  'Permissions',
  'QueryEvaluationError',
  'ResultPathMatchFailure',
  'ResultWriterFailed',
  'Runtime',
  'TaskFailed',
  'Timeout',
].map((name) => `States.${name}`);

/** Loads the Retry and Catch of a state. */
export function loadHandlers(fields: Fields): Handlers {
  const retry = fields.list('Retry').map((value, index) => loadRetrier(value, `Retry[${index}]/`, fields));
  const caught = fields.list('Catch').map((value, index) => loadCatcher(value, `Catch[${index}]/`, fields));
  checkLast('Retry', retry, fields);
  checkLast('Catch', caught, fields);
  return { retry, catch: caught };
}

function loadRetrier(value: unknown, prefix: string, state: Fields): Retrier {
  const known = ['ErrorEquals', 'IntervalSeconds', 'MaxAttempts', 'BackoffRate', 'MaxDelaySeconds', 'JitterStrategy'];
  const fields = new Fields(value, state.where, state.report, known, prefix);
  const jitter = fields.string('JitterStrategy');
  if (jitter !== undefined && jitter !== 'FULL' && jitter !== 'NONE') {
    fields.problem(`${prefix}JitterStrategy must be FULL or NONE.`);
  }
  return {
    errorEquals: loadErrorEquals(fields, prefix),
    intervalSeconds: fields.number('IntervalSeconds', 1, maxSeconds) ?? 1,
    maxAttempts: fields.number('MaxAttempts', 0, maxSeconds) ?? 3,
    backoffRate: fields.number('BackoffRate', 1, Number.MAX_VALUE, true) ?? 2,
    maxDelaySeconds: fields.number('MaxDelaySeconds', 1, 31_622_400),
    jitter: jitter === 'FULL',
  };
}

function loadCatcher(value: unknown, prefix: string, state: Fields): Catcher {
  const fields = new Fields(value, state.where, state.report, ['ErrorEquals', 'Next', 'Output', 'Assign'], prefix);
  return {
    errorEquals: loadErrorEquals(fields, prefix),
    next: fields.required('Next'),
    output: fields.template('Output', 'errorOutput'),
    assign: fields.template('Assign', 'errorOutput'),
  };
}

function loadErrorEquals(fields: Fields, prefix: string): readonly string[] {
  const names = fields.list('ErrorEquals').filter((name) => typeof name === 'string');
  if (names.length === 0 || names.length !== fields.list('ErrorEquals').length) {
    fields.problem(`${prefix}ErrorEquals must be a list of error names, at least one.`);
  }
  for (const name of names) {
    if (name.startsWith('States.') && !reserved.includes(name)) {
      fields.problem(
        `${prefix}ErrorEquals: ${name} is no error of Step Functions, and names of one's own cannot begin so.`,
      );
    }
  }
  if (names.includes('States.ALL') && names.length > 1) {
    fields.problem(`${prefix}ErrorEquals: States.ALL must stand alone.`);
  }
  return names;
}

function checkLast(
  field: string,
  entries: readonly { readonly errorEquals: readonly string[] }[],
  state: Fields,
): void {
  const at = entries.findIndex((entry) => entry.errorEquals.includes('States.ALL'));
  if (at >= 0 && at < entries.length - 1) state.problem(`${field}: the entry with States.ALL must be the last one.`);
}
