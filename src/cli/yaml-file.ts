import { parseDocument } from 'yaml';
import { placeOf } from '../canal/yaml-places.ts';
import { syntaxFaults } from '../canal/yaml-syntax.ts';
import { CommandError } from './command-error.ts';
import { readTextFile } from './read-text-file.ts';

/** The value in a YAML or JSON file; throws a sentence with line and column for one that cannot be read. */
export function yamlFile(path: string, env: Readonly<Record<string, string | undefined>>): unknown {
  const text = readTextFile(path, env);
  const document = parseDocument(text, { prettyErrors: false, logLevel: 'silent' });
  const [fault] = syntaxFaults(document, text).faults;
  if (fault) {
    const { line, column } = placeOf(text, fault.offset);
    throw new CommandError('FileUnreadable', `${path}:${line}:${column}: ${fault.message}.`);
  }
  if (document.contents === null) throw new CommandError('FileUnreadable', `${path}: is empty.`);
  try {
    return document.toJS();
  } catch (cause) {
    throw new CommandError('FileUnreadable', `${path}: ${(cause as Error).message}.`, { cause });
  }
}
