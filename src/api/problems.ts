import { CanalError, type Fault } from '../canal/errors.ts';

/** An answer of the HTTP API, before it is put on the wire. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

const titles: Record<number, string> = {
  400: 'The request is not right',
  404: 'There is no such thing',
  405: 'This cannot be done here',
  409: 'This cannot be done as things stand',
  413: 'The request is too large',
  415: 'The request is not JSON',
  500: 'This is a fault of ours',
  502: 'SORACOM or AWS refused',
  503: 'Not now',
};

/** A problem document of RFC 9457; `faults` names each field. */
export function problem(status: number, detail: string, faults: readonly Fault[] = []): Answer {
  const body = {
    type: 'about:blank',
    title: titles[status] ?? 'Problem',
    status,
    detail,
    ...(faults.length > 0
      ? { faults: faults.map(({ name, field, message }) => ({ error: name, field, message })) }
      : {}),
  };
  return { status, headers: { 'content-type': 'application/problem+json' }, body };
}

const statuses: Partial<Record<CanalError['name'], number>> = {
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
  return status === undefined ? inside : problem(status, error.message, error.faults);
}
