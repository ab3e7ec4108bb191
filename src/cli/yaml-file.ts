import { LineCounter, parseDocument } from 'yaml';
import { CommandError } from './command-error.ts';
import { readTextFile } from './read-text-file.ts';

/** The value in a YAML or JSON file; throws a sentence with line and column for one that cannot be read. */
export function yamlFile(path: string, env: Readonly<Record<string, string | undefined>>): unknown {
  const lineCounter = new LineCounter();
  const document = parseDocument(readTextFile(path, env), { lineCounter, prettyErrors: false, logLevel: 'silent' });
  const [error] = document.errors;
  if (error) {
    const { line, col } = lineCounter.linePos(error.pos[0]);
    throw new CommandError(
      'FileUnreadable',
      `${path}:${line}:${col}: ${error.message}. Correct the YAML or JSON around this place.`,
    );
  }
  if (document.contents === null) throw new CommandError('FileUnreadable', `${path}: is empty.`);
  try {
    return document.toJS();
  } catch (cause) {
    throw new CommandError('FileUnreadable', `${path}: ${(cause as Error).message}.`, { cause });
  }
}
