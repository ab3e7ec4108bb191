import { isDeepStrictEqual } from 'node:util';
import { type Document, isMap, visit } from 'yaml';
import { errorKinds, type Treatment } from '../../src/canal/errors.ts';
import { entriesOf, type Fields, type Flow, type State, statesOf } from './definition.ts';

/** What AWS itself reports of a call that may go well the next time. */
export const awsTransients = [
  'States.Timeout',
  'Lambda.ClientExecutionTimeoutException',
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.TooManyRequestsException',
  'Lambda.Unknown',
  'Runtime.ExitError',
  'Runtime.OutOfMemory',
  'Sandbox.Timedout',
];

/** The steps that a vendor charges for, or that it would do twice: an answer that was lost is looked for, not asked for again. */
const notTwice = ['Create VPG', 'Create peering'];

const delays = {
  patient: { IntervalSeconds: 2, BackoffRate: 2, MaxDelaySeconds: 60, MaxAttempts: 14, JitterStrategy: 'FULL' },
  throttled: { IntervalSeconds: 20, BackoffRate: 1.5, MaxDelaySeconds: 60, MaxAttempts: 8, JitterStrategy: 'NONE' },
};

/** What is wrong with Retry and Catch, as src/canal/errors.ts and the design want them. */
export function retryFaults(document: Document, flow: Flow): string[] {
  const patient = anchored(document, 'patient');
  const throttled = anchored(document, 'throttled');
  const transient = [...treated('patient'), ...awsTransients];
  return [
    ...blockFaults('patient', patient, transient),
    ...blockFaults('throttled', throttled, treated('throttled')),
    ...statesOf(flow).flatMap((state) => [
      ...nameFaults(state),
      ...(state.fields.Type === 'Task' ? taskFaults(state, [patient, throttled], transient) : []),
    ]),
  ];
}

const treated = (treatment: Treatment): string[] =>
  Object.entries(errorKinds).flatMap(([name, kind]) => (kind.treatment === treatment ? [name] : []));

/** The object that carries an anchor. */
function anchored(document: Document, anchor: string): Fields {
  let found: Fields = {};
  visit(document, (_, node) => {
    if (isMap(node) && node.anchor === anchor) found = node.toJS(document) as Fields;
  });
  return found;
}

function blockFaults(anchor: keyof typeof delays, block: Fields, names: readonly string[]): string[] {
  const { ErrorEquals, ...rest } = block;
  const given = (ErrorEquals ?? []) as string[];
  return [
    ...names.filter((name) => !given.includes(name)).map((name) => `&${anchor} lacks ${name}.`),
    ...given.filter((name) => !names.includes(name)).map((name) => `&${anchor} has ${name}, which is not treated so.`),
    ...(isDeepStrictEqual(rest, delays[anchor]) ? [] : [`&${anchor} must wait as docs/errors.md says.`]),
  ];
}

function nameFaults({ name, fields }: State): string[] {
  const retried = entriesOf(fields, 'Retry').flatMap(errorsOf);
  const known = [...Object.keys(errorKinds), ...awsTransients, 'States.ALL'];
  const unknown = [...retried, ...entriesOf(fields, 'Catch').flatMap(errorsOf)].filter(
    (error) => !known.includes(error),
  );
  const never = treated('never').filter((error) => retried.includes(error));
  return [
    ...[...new Set(unknown)].map((error) => `state "${name}" names the error ${error}, which nobody throws.`),
    ...never.map((error) => `state "${name}" retries ${error}, which trying again does not help.`),
    ...(retried.includes('States.ALL') ? [`state "${name}" retries States.ALL, and so bugs too.`] : []),
  ];
}

function taskFaults({ name, fields }: State, blocks: readonly Fields[], transient: readonly string[]): string[] {
  const caught = entriesOf(fields, 'Catch');
  const faults = isDeepStrictEqual(caught.at(-1)?.ErrorEquals, ['States.ALL'])
    ? []
    : [`state "${name}" does not catch States.ALL last.`];
  const retry = entriesOf(fields, 'Retry');
  if (!notTwice.includes(name)) {
    return isDeepStrictEqual(retry, blocks)
      ? faults
      : [...faults, `state "${name}" must retry by &patient and &throttled.`];
  }
  const unsure = transient.filter((error) => retry.flatMap(errorsOf).includes(error));
  const first = errorsOf(caught[0] ?? {});
  return [
    ...faults,
    ...unsure.map((error) => `state "${name}" retries ${error}, although it may have done its work.`),
    ...transient
      .filter((error) => !first.includes(error))
      .map((error) => `state "${name}" does not look again after ${error}.`),
  ];
}

const errorsOf = (entry: Fields): string[] => (entry.ErrorEquals ?? []) as string[];
