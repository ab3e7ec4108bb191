import { EC2ServiceException } from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';
import { CanalError } from '../../src/canal/errors.ts';
import { ec2Client } from '../../src/ec2/client.ts';
import { awsFault } from '../../src/ec2/faults.ts';
import { customer, openingWith, rejection, wire } from './opening.ts';

const call = { service: 'EC2', operation: 'CreateRoute', accountId: customer, region: 'us-west-2' } as const;
const refusal = (name: string, httpStatusCode: number, $fault: 'client' | 'server' = 'client') =>
  new EC2ServiceException({ name, message: 'As AWS says.', $fault, $metadata: { httpStatusCode } });

const client = [
  ['RequestLimitExceeded', 503, 'Ec2Throttled'],
  ['Throttling', 400, 'Ec2Throttled'],
  ['ThrottlingException', 400, 'Ec2Throttled'],
  ['EC2ThrottledException', 400, 'Ec2Throttled'],
  ['RequestThrottled', 400, 'Ec2Throttled'],
  ['TooManyRequestsException', 429, 'Ec2Throttled'],
  ['SomethingNew', 429, 'Ec2Throttled'],
  ['UnauthorizedOperation', 403, 'Ec2Denied'],
  ['AccessDenied', 403, 'Ec2Denied'],
  ['AccessDeniedException', 400, 'Ec2Denied'],
  ['AuthFailure', 401, 'Ec2Denied'],
  ['ExpiredToken', 403, 'Ec2Denied'],
  ['ExpiredTokenException', 403, 'Ec2Denied'],
  ['InvalidClientTokenId', 403, 'Ec2Denied'],
  ['SignatureDoesNotMatch', 403, 'Ec2Denied'],
  ['RequestExpired', 400, 'Ec2Denied'],
  ['OptInRequired', 403, 'Ec2Denied'],
  ['RegionDisabledException', 403, 'Ec2Denied'],
  ['RouteLimitExceeded', 400, 'QuotaExceeded'],
  ['ResourceCountLimitExceeded', 400, 'QuotaExceeded'],
  ['TagLimitExceeded', 400, 'QuotaExceeded'],
  ['ActiveVpcPeeringConnectionPerVpcLimitExceeded', 400, 'QuotaExceeded'],
  ['InvalidRouteTableID.NotFound', 400, 'NotFound'],
  ['InvalidVpcPeeringConnectionId.notfound', 400, 'NotFound'],
  ['RequestTimeout', 408, 'Ec2Unavailable'],
  ['Unavailable', 503, 'Ec2Unavailable'],
  ['InternalError', 500, 'Ec2Unavailable'],
  ['SomethingNew', 502, 'Ec2Unavailable'],
  ['InvalidParameterValue', 400, 'Ec2Rejected'],
  ['InvalidVpcPeeringConnectionId.Malformed', 400, 'Ec2Rejected'],
  ['OperationNotPermitted', 400, 'Ec2Rejected'],
  ['SomethingNew', 400, 'Ec2Rejected'],
] as const;

test.each(client)('%s with %i is %s, with where, code, message and cause', (code, status, name) => {
  const cause = refusal(code, status);
  const fault = awsFault(call, cause) as CanalError;
  expect(fault).toBeInstanceOf(CanalError);
  expect(fault.name).toBe(name);
  expect(fault.message).toContain('CreateRoute in account 222222222222, us-west-2');
  expect(fault.message).toContain(`(${code}: As AWS says)`);
  expect(fault.cause).toBe(cause);
});

test("a fault of AWS's own is Ec2Unavailable, whatever its status", () => {
  expect(awsFault(call, refusal('SomethingNew', 400, 'server'))).toMatchObject({ name: 'Ec2Unavailable' });
});

test('a refusal says which action to allow', () => {
  expect(awsFault(call, refusal('UnauthorizedOperation', 403))).toMatchObject({
    message:
      'AWS refused CreateRoute in account 222222222222, us-west-2 (UnauthorizedOperation: As AWS says). Allow ec2:CreateRoute to the role that is used there.',
  });
});

const coded = (name: string, code?: string) => Object.assign(new Error('broken'), { name }, code ? { code } : {});

test.each([
  ['TimeoutError', undefined],
  ['AbortError', undefined],
  ['Error', 'ECONNREFUSED'],
  ['Error', 'ENOTFOUND'],
  ['TypeError', 'UND_ERR_SOCKET'],
])('no answer (%s, %s) is Ec2Unavailable', (name, code) => {
  expect(awsFault(call, coded(name, code))).toMatchObject({ name: 'Ec2Unavailable' });
});

test('missing credentials are Ec2Denied', () => {
  expect(awsFault(call, coded('CredentialsProviderError'))).toMatchObject({ name: 'Ec2Denied' });
});

test.each([new TypeError('x is undefined'), new Error('plain'), 'a text', undefined])(
  'a bug (%s) comes back as it is, so that it is not retried',
  (bug) => {
    expect(awsFault(call, bug)).toBe(bug);
  },
);

// What the SDK makes of bytes: through its own parser, with a transport of ours.

const refused = (code: string) =>
  `<Response><Errors><Error><Code>${code}</Code><Message>As EC2 says.</Message></Error></Errors><RequestID>r</RequestID></Response>`;

test.each<[string, [number, string] | Error, string]>([
  ["EC2's own error", [400, refused('RouteLimitExceeded')], 'QuotaExceeded'],
  ["EC2's throttling", [503, refused('RequestLimitExceeded')], 'Ec2Throttled'],
  ['a page of a gateway', [502, '<html><body>Bad Gateway<br></body></html>'], 'Ec2Unavailable'],
  ['a success that cannot be read', [200, '<html><body>login<br>'], 'Ec2Unavailable'],
  ['a refusal that cannot be read', [403, '{"message": "no"}'], 'Ec2Rejected'],
  ['a 500 without a body', [500, ''], 'Ec2Unavailable'],
  ['a closed connection', Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }), 'Ec2Unavailable'],
  ['an error of the transport without a code', new Error('gone'), 'Ec2Unavailable'],
])('on the wire, %s is %s', async (_, answer, name) => {
  const { handler, sent } = wire([answer]);
  const account = ec2Client(openingWith({}, handler), { accountId: customer, region: 'us-west-2' });
  const error = await rejection(account.createRoute('rtb-1', '10.0.0.0/16', 'pcx-1'));
  expect(error.name).toBe(name);
  expect(error.message).not.toContain('\n');
  expect(sent).toHaveLength(1);
});
