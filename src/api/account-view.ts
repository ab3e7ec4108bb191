import type { RegisteredAccount } from '../steps/ports.ts';

/** What the API tells of an account; its ExternalId is never told. */
export function accountView({ externalId, changedAt, ...told }: RegisteredAccount) {
  return {
    ...told,
    externalIdSet: externalId !== '',
    ...(changedAt === undefined ? {} : { changedAt: new Date(changedAt).toISOString() }),
  };
}
