import { CanalError } from '../canal/errors.ts';

interface SdkError extends Error {
  readonly code?: unknown;
  readonly $fault?: 'client' | 'server';
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** Codes of refusals that time mends, although AWS counts them as the client's fault. */
const passing =
  /throttl|toomanyrequests|limitexceeded|throughputexceeded|requesttimeout|priorrequestnotcomplete|inprogress|^ConditionalCheckFailed/i;

/**
 * StoreUnavailable for what time mends: no answer, throttling, 5xx, a write that came too late. A refusal that lasts
 * (a permission, a missing table) and an error of our own come back as they are.
 */
export function serviceFault(service: string, operation: string, error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { name, message, code, $fault, $metadata } = error as SdkError;
  const status = $metadata?.httpStatusCode;
  const transport = /^(Timeout|Abort)Error$/.test(name) || (typeof code === 'string' && /^E(AI_)?[A-Z]+$/.test(code));
  const fromTheWire = transport || $fault !== undefined || $metadata !== undefined;
  const lasting = $fault === 'client' && status !== 429 && !passing.test(name);
  if (!fromTheWire || lasting) return error;
  const why =
    name === 'ConditionalCheckFailedException'
      ? 'somebody else changed the record at the same moment'
      : `${name}: ${message.replace(/\.$/, '')}`;
  // Without a status nobody answered: whether it took effect is not known.
  const did = status === undefined ? 'gave no answer to' : 'did not take';
  return new CanalError('StoreUnavailable', `${service} ${did} ${operation}: ${why}. Try again in a moment.`, {
    cause: error,
  });
}
