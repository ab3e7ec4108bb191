import { CanalError } from '../canal/errors.ts';
import type { RegisteredAccount } from '../steps/ports.ts';
import { accountView } from './account-view.ts';
import type { ApiPorts } from './ports.ts';
import type { Answer } from './problems.ts';

/** GET /accounts/{id}: an account's role, and whether its ExternalId is set. Throws NotFound. */
export async function getAccount(id: string, ports: Pick<ApiPorts, 'accounts'>): Promise<Answer> {
  return { status: 200, body: accountView(await knownAccount(id, ports)) };
}

/** A registered account; throws NotFound that says how to register it. */
export async function knownAccount(id: string, { accounts }: Pick<ApiPorts, 'accounts'>): Promise<RegisteredAccount> {
  const account = await accounts.registered(id);
  if (account) return account;
  throw new CanalError(
    'NotFound',
    `The AWS account ${id.slice(0, 60)} is not registered. Register it with "canal account add" or PUT /accounts/{id}.`,
  );
}
