import { commandLine } from './command-line.ts';

/** Why there was no answer, and what to do, as a sentence. */
export function silenceOf(endpoint: string, error: unknown, patienceMillis: number): string {
  if (error instanceof Error && error.name === 'TimeoutError') {
    return `${endpoint} gave no answer within ${patienceMillis / 1000} s. Look whether it is well, then try again.`;
  }
  const { cause } = error as { cause?: { code?: string; message?: string } };
  const reason = cause?.code ?? cause?.message ?? (error as Error).message;
  const found = reason === 'ECONNREFUSED' ? 'Nothing listens' : 'Nothing answers';
  return `${found} at ${endpoint} (${reason}). Start a sandbox there ("${commandLine('sandbox')}"), or correct the endpoint.`;
}
