import { Logger } from '@aws-lambda-powertools/logger';
import type { Log } from './surroundings.ts';

/**
 * Logs as JSON lines to CloudWatch, through Powertools: the line's code stands as `message`, its own message, which
 * Powertools would drop, as `reason`.
 */
export function lambdaLog(): Log {
  const logger = new Logger({ serviceName: 'canal' });
  return ({ level, code, message, ...fields }) =>
    logger[level](code, { ...fields, ...(message === undefined ? {} : { reason: message }) });
}
