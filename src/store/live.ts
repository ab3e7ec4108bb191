import type { Door } from '../lambda/surroundings.ts';
import type { Records } from '../steps/ports.ts';
import { records } from './records.ts';

/** Opens the table of the settings. The SDK is loaded by the first call. */
export const store: Door<Records> = (opening) => {
  const open = async () => {
    const { documentClient, GetCommand, PutCommand, QueryCommand } = await import('./client.ts');
    return { db: documentClient(opening), GetCommand, PutCommand, QueryCommand };
  };
  let client: ReturnType<typeof open> | undefined;
  return records(() => {
    client ??= open();
    return client;
  }, opening.settings.table);
};
