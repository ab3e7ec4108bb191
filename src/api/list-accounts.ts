import { accountView } from './account-view.ts';
import { readCursor, writeCursor } from './cursor.ts';
import type { ApiPorts } from './ports.ts';
import type { Answer } from './problems.ts';

const pageSize = 100;

/** GET /accounts: the registered accounts by number, in pages of 100. `cursor` is opaque and there only while more may follow. */
export async function listAccounts(
  cursor: string | undefined,
  { accounts }: Pick<ApiPorts, 'accounts'>,
): Promise<Answer> {
  const found = await accounts.registeredAfter(readCursor(cursor, /^\d{12}$/)?.[0], pageSize);
  const last = found.length === pageSize ? found.at(-1) : undefined;
  return {
    status: 200,
    body: { accounts: found.map(accountView), ...(last ? { cursor: writeCursor(last.accountId) } : {}) },
  };
}
