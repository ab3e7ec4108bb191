import * as z from 'zod/mini';
import { deliver } from './delivery.ts';
import type { Program } from './program.ts';

/** An SSM document, as far as the sandbox goes by it: its parameters. Its script is imitated, not run. */
const DocumentFile = z.looseObject({
  schemaVersion: z.literal('2.2'),
  parameters: z.record(
    z.string(),
    z.strictObject({
      type: z.literal('String'),
      description: z.string(),
      default: z.exactOptional(z.string()),
      allowedPattern: z.exactOptional(z.string()),
    }),
  ),
});

/** A document that commands may name. */
export interface SsmDocument {
  readonly parameters: z.output<typeof DocumentFile>['parameters'];
  readonly run: Program;
}

/** What the sandbox does in the place of a document's script, by the name of its file. */
const programs: Readonly<Record<string, Program>> = { 'deliver-dns': deliver };

/** A document by what its file says. Throws for one that the sandbox cannot carry out. */
export function ssmDocument(name: string, file: unknown): SsmDocument {
  const run = Object.hasOwn(programs, name) ? programs[name] : undefined;
  if (!run) throw new Error(`documents/${name}.yaml: the sandbox does not know what this document does.`);
  return { parameters: DocumentFile.parse(file).parameters, run };
}
