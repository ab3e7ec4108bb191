import { AccountId, AccountRegistration, accountOfRole, isAmongRoles } from '../canal/account.ts';
import { type Fault, faultsError } from '../canal/errors.ts';
import { shapeFaults } from '../canal/shape-faults.ts';
import { accountView } from './account-view.ts';
import { wantMapping } from './mapping-body.ts';
import type { ApiPorts } from './ports.ts';
import type { Answer } from './problems.ts';

/**
 * PUT /accounts/{id}: registers the role and the ExternalId of an account that owns VPCs. 201 with Location for a new one,
 * 200 for another registration of the same account. Throws faults of the body, each with its field.
 */
export async function putAccount(
  id: string,
  body: unknown,
  askedBy: string,
  { accounts, installation, now }: Pick<ApiPorts, 'accounts' | 'installation' | 'now'>,
): Promise<Answer> {
  const registration = readRegistration(id, body, installation);
  const account = { accountId: id, ...registration, changedBy: askedBy, changedAt: now() };
  const kept = await accounts.keepAccount(account);
  return {
    status: kept === 'new' ? 201 : 200,
    headers: { location: `/accounts/${id}` },
    body: accountView({ ...account, source: 'table' }),
  };
}

const notDone = 'The account was not registered';

function readRegistration(
  id: string,
  body: unknown,
  { stack, accepterRoles }: ApiPorts['installation'],
): AccountRegistration {
  wantMapping(body, notDone, '{"roleArn": "arn:aws:iam::…", "externalId": "…"}');
  const read = AccountRegistration.safeParse(body);
  const [first, ...rest] = [
    ...accountFaults(id, stack),
    ...(read.success ? roleFaults(id, read.data, accepterRoles) : shapeFaults(read.error, AccountRegistration)),
  ];
  if (first) throw faultsError(notDone, [first, ...rest]);
  return read.data as AccountRegistration;
}

function accountFaults(id: string, stack: string): Fault[] {
  const field = 'accountId';
  const read = AccountId.safeParse(id);
  if (!read.success) return [{ name: 'InvalidInput', field, message: read.error.issues[0]?.message ?? '' }];
  if (!stack.startsWith(`${id}/`)) return [];
  const message = `${id} is the account of this installation itself, whose VPCs are reached without a role; there is nothing to register`;
  return [{ name: 'InvalidInput', field, message }];
}

/**
 * A role elsewhere would let a peering of this account be looked for, and accepted, in another one; one of another name IAM
 * does not let us assume, which only the first run would say.
 */
function roleFaults(id: string, { roleArn }: AccountRegistration, accepterRoles = '*'): Fault[] {
  const fault = (message: string): Fault[] => [{ name: 'InvalidInput', field: 'roleArn', message }];
  const owner = accountOfRole(roleArn);
  if (owner !== id) return fault(`must be a role of account ${id}; this one belongs to ${owner}`);
  if (isAmongRoles(roleArn, accepterRoles)) return [];
  return fault(
    `must be a role called ${accepterRoles}: this installation may assume no other. Name the role so, or deploy with --param accepterRoles=…`,
  );
}
