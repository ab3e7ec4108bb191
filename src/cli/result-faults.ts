import type { FileFault } from '../canal/network-file.ts';
import { CommandError, type ToldFault } from './command-error.ts';

/** The error of a faulty network file: each fault as FILE:line:column, field and message. */
export function faultsOfFile(path: string, faults: readonly FileFault[]): CommandError {
  const count = faults.length === 1 ? '1 fault' : `${faults.length} faults`;
  const told: ToldFault[] = faults.map(({ name, field, message, line, column }) => ({
    error: name,
    field,
    message,
    ...(line === undefined ? {} : { line }),
    ...(column === undefined ? {} : { column }),
  }));
  const lines = told.map((fault) => faultLine(path, fault));
  return new CommandError('InvalidInput', [...lines, `${path} has ${count}; nothing was begun.`].join('\n'), {
    told: { file: path, faults: told },
  });
}

function faultLine(path: string, { field, message, line, column }: ToldFault): string {
  const place = line === undefined ? path : `${path}:${line}:${column ?? 1}`;
  // A fault of syntax is about no field: it carries the file's name instead.
  return field === path ? `${place}: ${message}` : `${place}: ${field}: ${message}`;
}
