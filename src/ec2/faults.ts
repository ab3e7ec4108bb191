import { CanalError } from '../canal/errors.ts';

/** What was called, and where: an error names the account that a person must look into. */
export interface AwsCall {
  readonly service: 'EC2' | 'STS';
  readonly operation: string;
  readonly accountId: string;
  readonly region: string;
}

interface SdkError extends Error {
  readonly code?: unknown;
  readonly $fault?: 'client' | 'server';
  readonly $metadata?: { readonly httpStatusCode?: number };
}

const throttled =
  /^(RequestLimitExceeded|.*Throttl(ed|ing)(Exception)?|TooManyRequests(Exception)?|SlowDown|BandwidthLimitExceeded|PriorRequestNotComplete)$/;
const denied =
  /^(UnauthorizedOperation|AccessDenied(Exception)?|AuthFailure|ExpiredToken(Exception)?|InvalidClientTokenId|SignatureDoesNotMatch|IncompleteSignature|MissingAuthenticationToken|UnrecognizedClientException|RequestExpired|OptInRequired|RegionDisabledException|CredentialsProviderError)$/;
const unavailable = /^(RequestTimeout(Exception)?|(Service)?Unavailable|Internal(Error|Failure))$/;
const quota = /(LimitExceeded|QuotaExceeded)(Exception)?$/;
const later = 'Start the run again later; it continues where it stopped.';

/** Whether AWS's code is this one; AWS spells ID and Id both ways, so case does not count. */
export const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && error.name.toLowerCase() === code.toLowerCase();

/**
 * Our error for what the SDK threw: Ec2Throttled, Ec2Denied, QuotaExceeded, NotFound, Ec2Unavailable or Ec2Rejected.
 * An error that carries none of the SDK's marks is a bug and comes back as it is.
 */
export function awsFault(call: AwsCall, error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { $fault, $metadata, name } = error as SdkError;
  const status = $metadata?.httpStatusCode;
  const where = `${call.operation} in account ${call.accountId}, ${call.region}`;
  const said = `${name}: ${error.message.split('\n')[0]?.replace(/\.$/, '')}`;
  const fault = (kind: CanalError['name'], sentence: string) => new CanalError(kind, sentence, { cause: error });

  if (throttled.test(name) || status === 429) {
    return fault('Ec2Throttled', `${call.service} takes no more calls for now, ${where} (${said}). ${later}`);
  }
  if (denied.test(name)) {
    const action = `${call.service.toLowerCase()}:${call.operation}`;
    return fault('Ec2Denied', `AWS refused ${where} (${said}). Allow ${action} to the role that is used there.`);
  }
  if (quota.test(name)) {
    return fault(
      'QuotaExceeded',
      `A quota is used up: ${where} (${said}). Delete what is not needed, or ask for more.`,
    );
  }
  if (/\.NotFound$/i.test(name)) {
    return fault('NotFound', `${where}: it is not there (${said}). Check the id, the account and the Region.`);
  }
  if (unavailable.test(name) || $fault === 'server' || (status !== undefined && status >= 500)) {
    return fault('Ec2Unavailable', `${call.service} failed in ${where} (${said}). ${later}`);
  }
  if ($fault === undefined && (status === undefined || status < 300)) {
    // no answer at all, or a success that cannot be read; the effect may have happened
    if ($metadata === undefined && !isNetwork(error)) return error;
    return fault('Ec2Unavailable', `${call.service} gave no usable answer to ${where} (${said}). ${later}`);
  }
  return fault('Ec2Rejected', `${call.service} rejected ${where} (${said}). Its message says what to change.`);
}

const isNetwork = ({ name, code }: SdkError): boolean =>
  /^(Timeout|Abort)Error$/.test(name) || (typeof code === 'string' && /^(E[A-Z]+|ERR_|UND_ERR_)/.test(code));
