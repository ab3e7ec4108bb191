import { CanalError, type ErrorName, type Fault } from '../canal/errors.ts';

/** An answer of the HTTP API, before it is put on the wire. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** HTTP's own words, as RFC 9457 wants them of a problem whose type is about:blank; `error` says which one it is. */
const titles: Record<number, string> = {
  400: 'Bad Request',
  404: 'Not Found',
  409: 'Conflict',
  413: 'Content Too Large',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
};

/** A problem document of RFC 9457; `error` is a name of docs/errors.md, `faults` names each field. */
export function problem(
  status: number,
  detail: string,
  { error, faults = [] }: { error?: ErrorName; faults?: readonly Fault[] } = {},
): Answer {
  const body = {
    type: 'about:blank',
    title: titles[status] ?? 'Problem',
    status,
    detail,
    ...(error === undefined ? {} : { error }),
    ...(faults.length > 0
      ? { faults: faults.map(({ name, field, message }) => ({ error: name, field, message })) }
      : {}),
  };
  return { status, headers: { 'content-type': 'application/problem+json' }, body };
}

const statuses: Partial<Record<ErrorName, number>> = {
  InvalidInput: 400,
  CidrOverlap: 400,
  NotFound: 404,
  NetworkBusy: 409,
  SweepRefused: 409,
  DnsHostInUse: 409,
  StoreUnavailable: 503,
  SoracomUnavailable: 503,
  SoracomThrottled: 503,
  SoracomDenied: 502,
  SoracomRejected: 502,
  Ec2Unavailable: 503,
  Ec2Throttled: 503,
  Ec2Denied: 502,
  Ec2Rejected: 502,
  StepTimedOut: 503,
};

/** The problem document of an error of ours; anything else is a fault of ours that says nothing of its inside. */
export function problemOf(error: unknown): Answer {
  const inside = problem(500, 'The API failed on this request; its log says why.');
  if (!(error instanceof CanalError)) return inside;
  const status = error.faults.length > 0 ? 400 : statuses[error.name];
  return status === undefined ? inside : problem(status, error.message, { error: error.name, faults: error.faults });
}
