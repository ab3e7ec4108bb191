import { allPages } from './all-pages.ts';
import type { ApiClient } from './api-client.ts';
import { columns } from './columns.ts';
import type { PlaceOptions } from './place-options.ts';
import { atRegistry, type RegistryAction, type RegistryActions, refuseMisuse } from './registry.ts';
import type { Surroundings } from './surroundings.ts';

/** The options of `canal account`. */
export interface AccountOptions extends PlaceOptions {
  readonly json?: boolean;
  readonly roleArn?: string;
  readonly externalId?: string;
}

/** `canal account add|list|remove [ID]`: the accounts that own VPCs. Answers 0; throws what the API refuses. */
export async function account(
  action: RegistryAction,
  id: string | undefined,
  options: AccountOptions,
  surroundings: Surroundings,
): Promise<number> {
  refuseMisuse(action, id, { required: [options.roleArn, options.externalId] }, right);
  const work = (api: ApiClient) => actions[action](api, id ?? '', options);
  return atRegistry('The accounts of what?', options, surroundings, work, { writes: action !== 'list' });
}

const right = {
  add: ['account', 'add', '222222222222', '--role-arn', 'ARN', '--external-id', 'ID'],
  list: ['account', 'list'],
  remove: ['account', 'remove', '222222222222'],
};

const actions: RegistryActions<AccountOptions> = {
  async add(api, id, { roleArn = '', externalId = '' }) {
    const { read, came } = await api.putAccount(id, { roleArn, externalId });
    const lines = [`Account ${read.accountId} is registered: ${read.roleArn}, with its ExternalId (not shown).`];
    return { lines, came };
  },

  async list(api) {
    const pages = await allPages((cursor) => api.accounts(cursor));
    const came = { accounts: pages.flatMap((page) => (page.came as { accounts: unknown[] }).accounts) };
    const accounts = pages.flatMap(({ read }) => read.accounts);
    const rows = accounts.map((one) => [
      one.accountId,
      one.roleArn,
      one.externalIdSet ? 'set' : 'not set',
      one.source === 'settings' ? 'the deployment' : (one.changedBy ?? ''),
    ]);
    const lines =
      rows.length > 0
        ? columns([['ACCOUNT', 'ROLE', 'EXTERNAL ID', 'REGISTERED BY'], ...rows])
        : ["No accounts are registered: only the installation's own account can be reached."];
    return { lines, came };
  },

  async remove(api, id) {
    const { read, came } = await api.deleteAccount(id);
    const still = read.registered ? ' The deployment still names it, and that registration counts now.' : '';
    const lines = [`Account ${read.accountId} is removed. Networks with VPCs in it stay as they are.${still}`];
    return { lines, came };
  },
};
