import { type Document, isScalar, parseDocument, visit } from 'yaml';
import { networkFaults } from './check.ts';
import type { Fault } from './errors.ts';
import { nearest } from './nearest.ts';
import { Network } from './network.ts';
import { draftOf } from './network-draft.ts';
import { fieldsAt } from './schema-walk.ts';
import { shapeFindings } from './shape-faults.ts';
import { type Place, placeAt, placeOf } from './yaml-places.ts';
import { syntaxFaults } from './yaml-syntax.ts';

/** A fault of a network file with its place, counted from 1, where it has one. */
export interface FileFault extends Fault {
  readonly line?: number;
  readonly column?: number;
}

/** A network, or all that is wrong with its file. */
export type NetworkFile = { ok: true; network: Network } | { ok: false; faults: FileFault[] };

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

/** Whether a file holds something else than a network, such as a world or a template: no field of it is ours, or nearly. */
function isOther(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const known = fieldsAt(Network, []);
  const names = Object.keys(value);
  return names.length > 1 && names.every((name) => !known.includes(name) && nearest(name, known) === undefined);
}

/**
 * Reads a network file, YAML 1.2 or JSON; `fileName` only names it in messages. All faults are told at once, in the
 * order of the file: of syntax, or else of shape and of the rules that need no vendor.
 */
export function parseNetworkFile(text: string, fileName: string): NetworkFile {
  const document = parseDocument(text, { prettyErrors: false, logLevel: 'error' });
  const syntax = syntaxFaults(document, text);
  const unreadable = syntax.faults.map(
    ({ message, offset }): FileFault => ({ name: 'InvalidInput', field: fileName, message, ...placeOf(text, offset) }),
  );
  if (syntax.doubtful) return { ok: false, faults: unreadable };
  const unresolved = aliasFaults(document, fileName, text);
  if (unresolved.length > 0) return { ok: false, faults: [...unreadable, ...unresolved].sort(inOrder) };
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

  if (isOther(value)) {
    const message = `has none of the fields of a network (${fieldsAt(Network, []).join(', ')}), so it is a file of another kind; a network looks like examples/two-vpcs.yaml`;
    return { ok: false, faults: [{ name: 'InvalidInput', field: fileName, message }] };
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
