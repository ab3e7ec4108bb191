import type { YAMLParseError, YAMLWarning } from 'yaml';
import { type Document, isScalar, parseDocument, visit } from 'yaml';
import { networkFaults } from './check.ts';
import type { Fault } from './errors.ts';
import { Network } from './network.ts';
import { draftOf } from './network-draft.ts';
import { shapeFindings } from './shape-faults.ts';
import { type Place, placeAt, placeOf } from './yaml-places.ts';

/** A fault of a network file with its place, counted from 1, where it has one. */
export interface FileFault extends Fault {
  readonly line?: number;
  readonly column?: number;
}

/** A network, or all that is wrong with its file. */
export type NetworkFile = { ok: true; network: Network } | { ok: false; faults: FileFault[] };

const syntax: Partial<Record<YAMLParseError['code'], string>> = {
  DUPLICATE_KEY: 'this field stands here a second time; keep one of the two',
  TAB_AS_INDENT: 'a tab cannot indent in YAML; use spaces',
  MULTIPLE_DOCS: 'a second document begins here; keep one network per file, without "---" between',
  BLOCK_AS_IMPLICIT_KEY: 'a second colon on one line; put a text that contains ": " in quotes, or begin a new line',
  TAG_RESOLVE_FAILED: 'a tag (a word that begins with "!") means nothing here; write the plain value',
};

function syntaxFault(error: YAMLParseError | YAMLWarning, fileName: string, text: string): FileFault {
  const message =
    syntax[error.code] ?? `cannot be read here: ${error.message}; correct the YAML or JSON around this place`;
  return { name: 'InvalidInput', field: fileName, message, ...placeOf(text, error.pos[0]) };
}

function aliasFaults(document: Document, fileName: string, text: string): FileFault[] {
  const faults: FileFault[] = [];
  visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document)) return;
      const message = `*${alias.source} refers to an anchor &${alias.source} that is not above it; write the value out, or put it in quotes if it is text`;
      faults.push({ name: 'InvalidInput', field: fileName, message, ...placeOf(text, alias.range?.[0] ?? 0) });
    },
  });
  return faults;
}

/** `peerings[0].peerVpcId` as the path it stands for; fields of our own rules have no other signs. */
function pathOf(field: string): PropertyKey[] {
  return [...field.matchAll(/[^.[\]]+/g)].map(([step]) => (/^\d+$/.test(step) ? Number(step) : step));
}

function inOrder(a: FileFault, b: FileFault): number {
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}

/**
 * Reads a network file, YAML 1.2 or JSON; `fileName` only names it in messages. All faults are told at once, in the
 * order of the file: of syntax, or else of shape and of the rules that need no vendor.
 */
export function parseNetworkFile(text: string, fileName: string): NetworkFile {
  const document = parseDocument(text, { prettyErrors: false, logLevel: 'error' });
  const unreadable = [...document.errors, ...document.warnings].map((error) => syntaxFault(error, fileName, text));
  const unresolved = aliasFaults(document, fileName, text);
  // A repeated field leaves the rest as it was meant; any other syntax error makes later faults doubtful.
  const doubtful = document.errors.some((error) => error.code !== 'DUPLICATE_KEY') || unresolved.length > 0;
  if (doubtful) return { ok: false, faults: [...unreadable, ...unresolved].sort(inOrder) };
  if (document.contents === null || (isScalar(document.contents) && document.contents.value === null)) {
    const message = 'is empty; describe a network as in examples/two-vpcs.yaml';
    return { ok: false, faults: [{ name: 'InvalidInput', field: fileName, message }] };
  }

  let value: unknown;
  try {
    value = document.toJS();
  } catch (error) {
    // So many aliases of aliases that they would fill the memory.
    const message = `cannot be read: ${error instanceof Error ? error.message : String(error)}; write the values out instead of using aliases`;
    return { ok: false, faults: [...unreadable, { name: 'InvalidInput', field: fileName, message }] };
  }

  const placed = (fault: Fault, place: Place | undefined): FileFault => ({ ...fault, ...place });
  const parsed = Network.safeParse(value);
  const findings = parsed.success ? [] : shapeFindings(parsed.error);
  const faults = [
    ...unreadable,
    ...findings.map(({ fault, path, about }) => placed(fault, placeAt(document, text, path, about))),
    ...networkFaults(parsed.success ? parsed.data : draftOf(value)).map((fault) =>
      placed(fault, placeAt(document, text, pathOf(fault.field))),
    ),
  ];
  return parsed.success && faults.length === 0
    ? { ok: true, network: parsed.data }
    : { ok: false, faults: faults.sort(inOrder) };
}
