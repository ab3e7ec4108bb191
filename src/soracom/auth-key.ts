import * as z from 'zod/mini';
import { CanalError } from '../canal/errors.ts';
import { madeOnce } from '../canal/made-once.ts';
import type { Opening } from '../lambda/surroundings.ts';
import { howToFill } from './faults.ts';

const AuthKey = madeOnce(() =>
  z.object({
    authKeyId: z.string().check(z.trim(), z.minLength(1)),
    authKey: z.string().check(z.trim(), z.minLength(1)),
  }),
);

/** What logs in to SORACOM. Never part of a message. */
export type AuthKey = z.output<ReturnType<typeof AuthKey>>;

/**
 * Reads the AuthKey from Secrets Manager. A secret that is missing, may not be read or holds something else is
 * SoracomDenied; StoreUnavailable when Secrets Manager gives no answer. No message quotes the secret.
 */
export async function readAuthKey(opening: Opening): Promise<AuthKey> {
  const name = opening.settings.soracomSecret;
  const text = (await secretText(opening))?.trim();
  if (!text) throw new CanalError('SoracomDenied', `The secret ${name} is empty. ${howToFill(name)}`);
  const read = AuthKey().safeParse(parsed(text));
  if (read.success) return read.data;
  throw new CanalError(
    'SoracomDenied',
    `The secret ${name} does not hold an AuthKey, which is JSON with "authKeyId" and "authKey". ${howToFill(name)}`,
  );
}

async function secretText(opening: Opening): Promise<string | undefined> {
  const secret = await import('./secret.ts');
  try {
    return await secret.secretText(opening);
  } catch (error) {
    throw secretFault(opening.settings.soracomSecret, error);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // the parser's message quotes the text
  }
}

interface SdkError extends Error {
  readonly $fault?: 'client' | 'server';
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** Our error for what the SDK threw. An error that carries none of the SDK's marks is a bug and comes back as it is. */
function secretFault(name: string, error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { $fault, $metadata } = error as SdkError;
  const status = $metadata?.httpStatusCode;
  if (error.name === 'ResourceNotFoundException') {
    return new CanalError('SoracomDenied', `The secret ${name} is not there, or has no value yet. ${howToFill(name)}`, {
      cause: error,
    });
  }
  if ($fault === 'client' && status !== 429 && !/throttl|toomanyrequests|limitexceeded/i.test(error.name)) {
    return denied(name, error);
  }
  if (error.name === 'CredentialsProviderError') return denied(name, error);
  if ($fault === undefined && status !== undefined && status < 300) {
    // an unreadable success: the SDK's error quotes the answer, so it is neither shown nor passed on
    return new CanalError('StoreUnavailable', `Secrets Manager's answer for ${name} could not be read. ${later}`);
  }
  if ($fault === undefined && $metadata === undefined && !/^(Timeout|Abort)Error$/.test(error.name)) return error;
  return new CanalError(
    'StoreUnavailable',
    `Secrets Manager did not hand out ${name}: ${error.name}, ${error.message}. ${later}`,
    { cause: error },
  );
}

const later = 'Start the run again later; it continues where it stopped.';

const denied = (name: string, cause: Error): CanalError =>
  new CanalError(
    'SoracomDenied',
    `The secret ${name} with the AuthKey may not be read: ${cause.name}, ${cause.message}. Allow secretsmanager:GetSecretValue on it to the function's role.`,
    { cause },
  );
