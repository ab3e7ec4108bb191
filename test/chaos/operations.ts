import { readdirSync } from 'node:fs';
import { soracomOperations } from '../../src/soracom/operations.ts';
import { reachOf } from '../stack/reach.ts';

/** The names of all functions: those that the machines call, and those that people, schedules and events call. */
const functionNames: readonly string[] = readdirSync(new URL('../../functions/', import.meta.url))
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.replace(/\.ts$/, ''))
  .sort();

/**
 * Every operation that code of ours calls, as a fault file names it. Nothing here is kept by hand: IAM actions are read from the
 * functions' code, which the roles are held against; SORACOM's are those that the client lists, which the documented
 * permissions are held against.
 */
export const operations: readonly string[] = [
  ...new Set([
    ...functionNames.map((name) => `function.${name}`),
    ...functionNames.flatMap((name) =>
      reachOf(name)
        .filter(isCall)
        .map((action) => action.replace(':', '.')),
    ),
    'soracom.auth', // no permission: whoever has an AuthKey may log in with it
    ...soracomOperations.map((permission) => `soracom.${operationOf(permission)}`),
  ]),
].sort();

/** Not so the permission with which S3 says of an object that it is not there, and not that it may not be read. */
function isCall(action: string): boolean {
  return action !== 's3:ListBucket';
}

/** SORACOM's operation for a SAM permission. */
function operationOf(permission: string): string {
  const name = permission.replace(/^\w+:/, '');
  return name === 'listSubscribers' ? 'listSubscribersInGroup' : name;
}
