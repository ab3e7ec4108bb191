import { homedir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { CommandError } from './command-error.ts';
import { readTextFile } from './read-text-file.ts';
import type { Surroundings } from './surroundings.ts';

/** What logs in to SORACOM, and what a profile says besides. Never shown. */
export interface SoracomLogin {
  readonly authKeyId: string;
  readonly authKey: string;
  /** Where it was found: "SORACOM_AUTH_KEY_ID and SORACOM_AUTH_KEY", or the profile. */
  readonly from: string;
  readonly coverage?: 'japan' | 'global';
  readonly endpoint?: string;
}

const Profile = z.looseObject({
  authKeyId: z.optional(z.string().check(z.minLength(1))),
  authKey: z.optional(z.string().check(z.minLength(1))),
  coverageType: z.optional(z.string()),
  endpoint: z.nullish(z.string()),
});

/**
 * The AuthKey of the person, as soracom-cli finds it: SORACOM_AUTH_KEY_ID and SORACOM_AUTH_KEY, else the profile SORACOM_PROFILE
 * (default) in SORACOM_PROFILE_DIR (~/.soracom). Throws NoAuthKey; no message quotes what it has read.
 */
export function soracomLogin(env: Surroundings['env']): SoracomLogin {
  const { SORACOM_AUTH_KEY_ID: authKeyId, SORACOM_AUTH_KEY: authKey } = env;
  if (authKeyId && authKey) return { authKeyId, authKey, from: 'SORACOM_AUTH_KEY_ID and SORACOM_AUTH_KEY' };
  if (authKeyId || authKey) {
    const missing = authKeyId ? 'SORACOM_AUTH_KEY' : 'SORACOM_AUTH_KEY_ID';
    throw new CommandError('NoAuthKey', `${missing} is not set, and an AuthKey has two parts. Set it, too.`);
  }
  return profileLogin(
    join(
      env.SORACOM_PROFILE_DIR || join(env.HOME || homedir(), '.soracom'),
      `${env.SORACOM_PROFILE || 'default'}.json`,
    ),
  );
}

const howToGive =
  'Give an AuthKey as SORACOM_AUTH_KEY_ID and SORACOM_AUTH_KEY, or make a profile with "soracom configure".';

function profileLogin(path: string): SoracomLogin {
  let text: string;
  try {
    text = readTextFile(path, {});
  } catch (error) {
    throw new CommandError('NoAuthKey', `There is no AuthKey of SORACOM: ${(error as Error).message} ${howToGive}`, {
      cause: error,
    });
  }
  const read = Profile.safeParse(parsed(text));
  const { authKeyId, authKey, coverageType, endpoint } = read.success ? read.data : {};
  if (!authKeyId || !authKey) {
    throw new CommandError('NoAuthKey', `The profile ${path} holds no AuthKey (authKeyId and authKey). ${howToGive}`);
  }
  return {
    authKeyId,
    authKey,
    from: `the profile ${path}`,
    // A profile without a type is of a time when there was Japan's alone.
    coverage: coverageType === 'g' ? 'global' : 'japan',
    ...(endpoint ? { endpoint } : {}),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // the parser's message quotes the text
  }
}
