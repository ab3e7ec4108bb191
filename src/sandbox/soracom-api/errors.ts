import type * as z from 'zod/mini';

/** SORACOM's refusal of a call: a status, and a body of code and message. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/*
 * SORACOM publishes the form of its codes (three letters for the component, four digits) but no list. SEM0016 stands in
 * its API file; AUM0001 and AGW0005 have been seen on the wire. All other numbers are the sandbox's own: a client can rely
 * on the status alone.
 */

/** A request that does not say what the operation needs: 400. */
export const invalid = (what: string): Refusal => new Refusal(400, 'COM0001', `Invalid parameter: ${what}`);

/** What a schema did not accept, as one refusal that names every fault. */
export function invalidFor(error: z.core.$ZodError): Refusal {
  const faults = error.issues.map((issue) => {
    const at = issue.path.map(String);
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => `${[...at, key].join('.')} is unknown`).join('; ');
    }
    return at.length === 0 ? issue.message : `${at.join('.')}: ${issue.message}`;
  });
  return invalid(`${faults.join('; ')}.`);
}

/** An id that SORACOM does not know: 404. */
export const notFound = (noun: string, id: string): Refusal =>
  new Refusal(404, 'SEM0001', `No such ${noun} found: ${id}`);

/** What the VPG's state or type does not allow: 400. */
export const notAllowed = (why: string): Refusal => new Refusal(400, 'SEM0002', why);

/** A session that is to be deleted and is not there: the one code that the API file names. Its status is not on record. */
export const offline = (): Refusal => new Refusal(400, 'SEM0016', 'The specified subscriber is offline');

/** A call without a token: 401, as seen on the wire. */
export const tokenRequired = (): Refusal => new Refusal(401, 'AUM0001', 'Token is required in the request header');

/** A token that is unknown, revoked or expired: 401. */
export const tokenInvalid = (): Refusal =>
  new Refusal(401, 'AUM0002', 'The API key or the token is invalid, or it has expired');

/** Credentials that are wrong or missing: 401. */
export const authFailed = (): Refusal => new Refusal(401, 'AUM0003', 'Authentication failed');
