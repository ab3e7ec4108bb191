import { AccountId, AccountRegistration, accountOfRole } from '../canal/account.ts';
import { CanalError, type Fault, faultsError } from '../canal/errors.ts';
import { shapeFaults } from '../canal/shape-faults.ts';
import { accountView } from './account-view.ts';
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
  const registration = readRegistration(id, body, installation.stack);
  const account = { accountId: id, ...registration, changedBy: askedBy, changedAt: now() };
  const kept = await accounts.keepAccount(account);
  return {
    status: kept === 'new' ? 201 : 200,
    headers: { location: `/accounts/${id}` },
    body: accountView({ ...account, source: 'table' }),
  };
}

function readRegistration(id: string, body: unknown, stack: string): AccountRegistration {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new CanalError('InvalidInput', 'The body must be JSON: {"roleArn": "arn:aws:iam::…", "externalId": "…"}.');
  }
  const read = AccountRegistration.safeParse(body);
  const [first, ...rest] = [
    ...accountFaults(id, stack),
    ...(read.success ? roleFaults(id, read.data) : shapeFaults(read.error, AccountRegistration)),
  ];
  if (first) throw faultsError('The account was not registered', [first, ...rest]);
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

/** A role elsewhere would let a peering of this account be looked for, and accepted, in another one. */
function roleFaults(id: string, { roleArn }: AccountRegistration): Fault[] {
  const owner = accountOfRole(roleArn);
  if (owner === id) return [];
  const message = `must be a role of account ${id}; this one belongs to ${owner}`;
  return [{ name: 'InvalidInput', field: 'roleArn', message }];
}
