import { CanalError } from '../canal/errors.ts';
import { knownAccount } from './get-account.ts';
import type { ApiPorts } from './ports.ts';
import type { Answer } from './problems.ts';

/**
 * DELETE /accounts/{id}: forgets an account. `registered` says whether the deployment's settings still name it. Networks with
 * VPCs in it stay as they are, but no run can look at them. Throws NotFound, InvalidInput for one that only the settings name.
 */
export async function deleteAccount(id: string, ports: Pick<ApiPorts, 'accounts'>): Promise<Answer> {
  const { source } = await knownAccount(id, ports);
  if (source === 'settings') {
    throw new CanalError(
      'InvalidInput',
      `The AWS account ${id} is registered by the deployment, not in the table: take it out of the parameter "accounts" (CANAL_ACCOUNTS) and deploy.`,
    );
  }
  await ports.accounts.forgetAccount(id);
  return { status: 200, body: { accountId: id, registered: (await ports.accounts.registered(id)) !== undefined } };
}
