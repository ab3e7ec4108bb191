import { Logger } from '@aws-lambda-powertools/logger';
import type { Log } from './surroundings.ts';

/** Logs as JSON lines to CloudWatch, through Powertools. */
export function lambdaLog(): Log {
  const logger = new Logger();
  return ({ level, code, ...fields }) => logger[level](code, fields);
}
