import { allPages } from './all-pages.ts';
import type { ApiClient } from './api-client.ts';
import { columns } from './columns.ts';
import { CommandError } from './command-error.ts';
import { commandLine } from './command-line.ts';
import { atPlace } from './place.ts';
import type { PlaceOptions } from './place-options.ts';
import { printableJson } from './printable.ts';
import type { Surroundings } from './surroundings.ts';

/** What `canal account` can do. */
export const accountActions = ['add', 'list', 'remove'] as const;

/** The options of `canal account`. */
export interface AccountOptions extends PlaceOptions {
  readonly json?: boolean;
  readonly roleArn?: string;
  readonly externalId?: string;
}

/** `canal account add|list|remove [ID]`: the accounts that own VPCs. Answers 0; throws what the API refuses. */
export async function account(
  action: (typeof accountActions)[number],
  id: string | undefined,
  options: AccountOptions,
  surroundings: Surroundings,
): Promise<number> {
  refuseMisuse(action, id, options);
  return atPlace(
    'The accounts of what?',
    options,
    surroundings,
    async (place) => {
      const { lines, came } = await actions[action](place.api, id ?? '', options);
      const text = options.json
        ? printableJson({ ...(came as object), simulated: place.simulated() })
        : [place.headline(), '', ...lines].join('\n');
      surroundings.stdout.write(`${text}\n`);
      return 0;
    },
    undefined,
    { writes: action !== 'list' },
  );
}

interface Told {
  readonly lines: readonly string[];
  readonly came: unknown;
}

type Action = (api: ApiClient, id: string, options: AccountOptions) => Promise<Told>;

const actions: Readonly<Record<(typeof accountActions)[number], Action>> = {
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

function refuseMisuse(action: string, id: string | undefined, { roleArn, externalId }: AccountOptions): void {
  const right = {
    add: ['account', 'add', '222222222222', '--role-arn', 'ARN', '--external-id', 'ID'],
    list: ['account', 'list'],
    remove: ['account', 'remove', '222222222222'],
  }[action as (typeof accountActions)[number]];
  const given = roleArn !== undefined || externalId !== undefined;
  const complete = roleArn !== undefined && externalId !== undefined;
  const wrong = (action === 'list') === (id !== undefined) || (action === 'add' ? !complete : given);
  if (wrong) throw new CommandError('Usage', `It must look like: ${commandLine(...right)}`);
}
