import type { Log } from './surroundings.ts';

/**
 * Logs as JSON lines on stdout, which Lambda hands to CloudWatch as they are: the line's code stands as `message`, its own
 * message as `reason`. No library, because it is a fifth of an empty handler's start: docs/decisions/cold-starts.md.
 */
export function lambdaLog(write: (text: string) => void = (text) => void process.stdout.write(text)): Log {
  return ({ level, code, message, ...fields }) => {
    const time = new Date().toISOString();
    const reason = message === undefined ? {} : { reason: message };
    const line = { level: level.toUpperCase(), message: code, timestamp: time, service: 'canal', ...fields, ...reason };
    write(`${JSON.stringify(line)}\n`);
  };
}
