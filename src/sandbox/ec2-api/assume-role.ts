import { ownText } from '../own-text.ts';
import type { World } from '../world/world.ts';
import { type Caller, roleId, sessionArn } from './caller.ts';
import { lowerFirst, Refusal } from './errors.ts';
import type { QueryParameters } from './query-parameters.ts';
import type { XmlFields } from './xml.ts';

/** AssumeRole: hands out temporary credentials for a role that trusts the caller's account and names this ExternalId. */
export function assumeRole(world: World, caller: Caller, parameters: QueryParameters): XmlFields {
  const roleArn = text(parameters, 'RoleArn', { from: 20, to: 2048 });
  const sessionName = text(parameters, 'RoleSessionName', { from: 2, to: 64, form: /^[\w+=,.@-]*$/ });
  const externalId = parameters.has('ExternalId')
    ? text(parameters, 'ExternalId', { from: 2, to: 1224, form: /^[\w+=,.@:/-]*$/ })
    : undefined;
  const seconds = duration(caller, parameters);
  const accountId = /^arn:aws:iam::(\d{12}):role\/[\w+=,.@/-]+$/.exec(roleArn)?.[1];
  if (accountId === undefined) throw new Refusal('ValidationError', `${roleArn} is invalid`);

  const role = world.accounts.get(accountId)?.roles.get(roleArn);
  // A role that does not exist, one that does not trust the caller and a wrong ExternalId look the same from outside.
  if (!role?.trusts.includes(caller.accountId) || role.externalId !== externalId) {
    throw new Refusal(
      'AccessDenied',
      `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`,
      403,
    );
  }
  const accessKeyId = `ASIA${world.ids.hex('access-key', 16).toUpperCase()}`;
  const session = {
    accountId,
    roleArn: role.arn,
    sessionName: ownText(sessionName),
    secretAccessKey: world.ids.hex('secret-key', 40),
    sessionToken: ownText(`sandbox-${world.ids.hex('session-token', 64)}`),
    expiresAt: world.clock.now() + seconds * 1000,
  };
  world.addRoleSession(accessKeyId, session);
  return {
    AssumedRoleUser: { AssumedRoleId: `${roleId(roleArn)}:${sessionName}`, Arn: sessionArn(session) },
    Credentials: {
      AccessKeyId: accessKeyId,
      SecretAccessKey: session.secretAccessKey,
      SessionToken: session.sessionToken,
      Expiration: new Date(session.expiresAt).toISOString().replace(/\.\d+Z$/, 'Z'),
    },
  };
}

interface Constraint {
  readonly from: number;
  readonly to: number;
  readonly form?: RegExp;
}

function text(parameters: QueryParameters, name: string, { from, to, form }: Constraint): string {
  if (!parameters.has(name)) throw invalid('Value null', name, 'Member must not be null');
  const value = parameters.get(name) ?? '';
  const shown = `Value '${value}'`;
  if (value.length < from) throw invalid(shown, name, `Member must have length greater than or equal to ${from}`);
  if (value.length > to) throw invalid(shown, name, `Member must have length less than or equal to ${to}`);
  if (form && !form.test(value)) {
    throw invalid(shown, name, `Member must satisfy regular expression pattern: ${form.source.slice(1, -1)}`);
  }
  return value;
}

function duration(caller: Caller, parameters: QueryParameters): number {
  const sent = parameters.get('DurationSeconds') ?? '3600';
  const shown = `Value '${sent}'`;
  if (!/^-?\d+$/.test(sent)) throw invalid(shown, 'DurationSeconds', 'Member must be an integer');
  const seconds = Number(sent);
  if (seconds < 900) throw invalid(shown, 'DurationSeconds', 'Member must have value greater than or equal to 900');
  if (seconds > 43200) throw invalid(shown, 'DurationSeconds', 'Member must have value less than or equal to 43200');
  if (caller.session && seconds > 3600) {
    throw new Refusal(
      'ValidationError',
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
    );
  }
  return seconds;
}

function invalid(shown: string, name: string, constraint: string): Refusal {
  return new Refusal(
    'ValidationError',
    `1 validation error detected: ${shown} at '${lowerFirst(name)}' failed to satisfy constraint: ${constraint}`,
  );
}
