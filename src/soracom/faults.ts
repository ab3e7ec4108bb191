import { CanalError } from '../canal/errors.ts';
import type { Settings } from '../lambda/settings.ts';
import type { Answer } from './exchange.ts';

/**
 * Our error for an answer of SORACOM that is not a success. `operation` is a SAM permission ("Group:getGroup"). 404 is
 * NotFound here: a caller that expects absence asks before.
 */
export function soracomFault(operation: string, answer: Answer): CanalError {
  const { status } = answer;
  const said = saidBy(answer);
  if (status === 429) {
    const limit = answer.limit === undefined ? '' : ` (${answer.limit})`;
    return new CanalError(
      'SoracomThrottled',
      `SORACOM takes no more calls of ${operation} in this minute${limit}${said}. Wait a minute, then start the run again.`,
    );
  }
  if (status >= 500) return unanswered(operation, `it answered ${status}${said}`);
  if (status === 401) {
    return new CanalError(
      'SoracomDenied',
      `SORACOM refused a token for ${operation} that it had just issued${said}. Check that the AuthKey belongs to this endpoint's coverage and is still valid.`,
    );
  }
  if (status === 403) {
    return new CanalError(
      'SoracomDenied',
      `SORACOM does not let the AuthKey's user call ${operation}${said}. Allow "${operation}" in the user's permissions.`,
    );
  }
  if (status === 404) {
    return new CanalError(
      'NotFound',
      `SORACOM knows no such thing for ${operation}${said}. Check the ids in the network file, and that the endpoint is the one of their coverage.`,
    );
  }
  return new CanalError(
    'SoracomRejected',
    `SORACOM rejected ${operation} with ${status}${said}. Its message says what to change.`,
  );
}

/** Our error for a login that SORACOM did not grant: it says where the AuthKey is that was taken, and how to put another there. */
export function loginFault(
  { soracomSecret, authKeyFrom, coverage }: Pick<Settings, 'soracomSecret' | 'authKeyFrom' | 'coverage'>,
  answer: Answer,
): CanalError {
  if (answer.status !== 401 && answer.status !== 403) return soracomFault('Auth:auth', answer);
  const [place, next] =
    authKeyFrom === undefined
      ? [`the secret ${soracomSecret}`, howToFill(soracomSecret)]
      : [authKeyFrom, `Put a valid one there, of a SAM user in SORACOM's ${coverage} coverage.`];
  return new CanalError('SoracomDenied', `SORACOM refused the AuthKey in ${place}${saidBy(answer)}. ${next}`);
}

/** Our error for no answer, or for one that cannot be used: whether the call took effect is not known. */
export function unanswered(operation: string, why: string, cause?: unknown): CanalError {
  return new CanalError(
    'SoracomUnavailable',
    `SORACOM gave no usable answer to ${operation}: ${why}. Start the run again later; it continues where it stopped.`,
    { cause },
  );
}

/** The sentence that says how to put an AuthKey into the secret. */
export const howToFill = (secretName: string): string =>
  `Put a valid AuthKey there: aws secretsmanager put-secret-value --secret-id ${secretName} --secret-string '{"authKeyId": "keyId-…", "authKey": "secret-…"}'`;

function saidBy({ code, message }: Answer): string {
  const said = [code, message?.replace(/\.$/, '')].filter((part) => part !== undefined && part !== '');
  return said.length > 0 ? `: ${said.join(', ')}` : '';
}
