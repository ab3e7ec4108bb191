import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ec2ActionOf } from '../../src/ec2/client.ts';
import { hostActionOf } from '../../src/ec2/host-client.ts';
import { roleActions } from '../../src/ec2/role.ts';
import { eventActionOf } from '../../src/events/client.ts';
import { executionActionOf } from '../../src/executions/client.ts';
import { peopleActionOf } from '../../src/people/client.ts';
import { bundleActionOf } from '../../src/s3/client.ts';
import { secretActions } from '../../src/soracom/secret.ts';
import { commandActionOf } from '../../src/ssm/client.ts';
import { storeActionOf } from '../../src/store/client.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** What a door asks of IAM: always, and for each method of its port that is called. */
interface DoorActions {
  readonly always: readonly string[];
  readonly of: Readonly<Record<string, string | readonly string[]>>;
}

const doors: Readonly<Record<string, DoorActions>> = {
  soracom: { always: secretActions, of: {} },
  // An account is looked up in the registry before its role is assumed.
  ec2: { always: [...roleActions, storeActionOf.registered].flat(), of: ec2ActionOf },
  'ec2/own': { always: [], of: hostActionOf },
  s3: { always: [], of: bundleActionOf },
  ssm: { always: [], of: commandActionOf },
  store: { always: [], of: storeActionOf },
  executions: { always: [], of: executionActionOf },
  events: { always: [], of: eventActionOf },
  people: { always: [], of: peopleActionOf },
};

/** Reads a file of the project; undefined if it is not there. */
export type Read = (path: string) => string | undefined;

const readFile: Read = (path) => {
  const file = join(root, path);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
};

/**
 * The IAM actions that the code of a function reaches: for each door that functions/NAME.ts opens, those of the methods
 * that its step or its operations call, wherever in src/steps/ and src/api/ the calls stand.
 */
export function reachOf(name: string, read: Read = readFile): readonly string[] {
  const path = `functions/${name}.ts`;
  const handler = read(path);
  if (handler === undefined) throw new Error(`There is no ${path}.`);
  const imports = importsOf(path, handler);
  const opened = imports.flatMap((file) => doorOf(file) ?? []);
  const code = [...closure(imports.filter(isOurs), read)].join('\n');
  const billed = handler.includes('billedSoracom(');
  // SORACOM of those that make or delete what is charged writes into the ledger by itself; the step has the table only if it
  // is given more of it.
  const ledgerAlone = billed && /import \{ costLedger \} from/.test(handler);
  const doorsOfStep = opened.filter((door) => !(ledgerAlone && door === 'store'));
  const actions = doorsOfStep.flatMap((door) => {
    const known = doors[door];
    if (!known)
      throw new Error(
        `${path} opens src/${door.includes('/') ? door : `${door}/live`}.ts: say here which IAM actions that needs.`,
      );
    const called = Object.entries(known.of).filter(([method]) => new RegExp(`\\.${method}\\(`).test(code));
    return [...known.always, ...called.flatMap(([, action]) => action)];
  });
  return [...new Set([...actions, ...(billed ? [storeActionOf.addLines].flat() : [])])].sort();
}

/** The door that a file is: soracom of src/soracom/live.ts, ec2/own of src/ec2/own.ts. */
function doorOf(file: string): string | undefined {
  return /^src\/(\w+)\/live\.ts$/.exec(file)?.[1] ?? /^src\/(\w+\/own)\.ts$/.exec(file)?.[1];
}

const isOurs = (path: string): boolean => /^src\/(steps|api)\//.test(path);

/** The texts of files and of all that they import of steps and operations. */
function closure(from: readonly string[], read: Read): Set<string> {
  const seen = new Map<string, string>();
  const visit = (path: string): void => {
    if (seen.has(path)) return;
    const text = read(path);
    if (text === undefined) throw new Error(`There is no ${path}.`);
    seen.set(path, text);
    for (const next of importsOf(path, text).filter(isOurs)) visit(next);
  };
  for (const path of from) visit(path);
  return new Set(seen.values());
}

/** The files of ours that a file imports for more than their types, at once or when they are needed. */
function importsOf(path: string, text: string): string[] {
  const atOnce = text.matchAll(/^(?:import|export) (?!type )[^;]*?from '(\.[^']+)';/gm);
  const later = text.matchAll(/(?<!typeof )\bimport\('(\.[^']+)'\)/g);
  return [...atOnce, ...later].map(([, to]) => normalize(join(dirname(path), to as string)));
}
