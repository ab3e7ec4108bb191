import { checkAssignments } from './assigned-names.ts';
import type { Flow, State } from './definition.ts';
import { Fields, isObject } from './fields.ts';
import { maxSeconds } from './limits.ts';
import { checkQueryLanguage, loadState } from './load-state.ts';
import { Report } from './refusal.ts';
import { checkRoutes } from './routes.ts';
import { substitute } from './substitutions.ts';

/** What a definition says, checked. */
export interface Loaded {
  /** The definition as JSON text, placeholders filled. */
  readonly definition: string;
  readonly flow: Flow;
  readonly timeoutSeconds: number | undefined;
}

/**
 * Checks and compiles a definition that is already parsed. Throws MachineRefused, which names every problem: what AWS
 * refuses when a machine is created, and what this interpreter does not do.
 */
export function loadDefinition(name: string, source: unknown, substitutions: Readonly<Record<string, string>>): Loaded {
  const report = new Report();
  const definition = substitute(source, substitutions, report);
  const known = ['QueryLanguage', 'StartAt', 'States', 'TimeoutSeconds', 'Version'];
  const fields = new Fields(definition, 'the machine', report, known);
  checkQueryLanguage(fields, 'JSONPath'); // what AWS takes when the field is absent
  if ((fields.string('Version') ?? '1.0') !== '1.0') fields.problem('Version must be "1.0".');
  const names = new Set<string>();
  const flow = loadFlow(fields, report, names);
  checkAssignments(flow, report);
  const timeoutSeconds = fields.number('TimeoutSeconds', 1, maxSeconds);
  report.close(name);
  return { definition: JSON.stringify(definition), flow, timeoutSeconds };
}

function loadFlow(fields: Fields, report: Report, names: Set<string>): Flow {
  const states = new Map<string, State>();
  const raw = fields.value('States');
  if (!isObject(raw) || Object.keys(raw).length === 0)
    fields.problem('States must be an object with at least one state.');
  const unknown = new Set<string>();
  for (const [name, value] of Object.entries(isObject(raw) ? raw : {})) {
    if (names.has(name))
      report.add(`state "${name}"`, 'another state has this name; names are unique in the whole machine.');
    if (name.length > 80) report.add(`state "${name}"`, 'its name is longer than 80 characters.');
    names.add(name);
    const state = loadState(name, value, report, (within, place) => loadInner(within, place, report, names));
    if (state) states.set(name, state);
    else unknown.add(name);
  }
  const flow = { startAt: fields.required('StartAt'), states };
  if (unknown.size === 0) checkRoutes(flow, fields.where, report);
  return flow;
}

function loadInner(within: Fields, place: string, report: Report, names: Set<string>): Flow {
  const where = `${within.where}, ${place}`;
  if (place !== 'ItemProcessor') {
    const index = Number(/\d+/.exec(place)?.[0]);
    return loadFlow(new Fields(within.list('Branches')[index], where, report, ['StartAt', 'States']), report, names);
  }
  if (!within.has('ItemProcessor')) within.problem('ItemProcessor is missing.');
  const value = within.value('ItemProcessor') ?? {};
  const fields = new Fields(value, where, report, ['ProcessorConfig', 'StartAt', 'States', 'QueryLanguage']);
  checkQueryLanguage(fields, 'JSONata');
  if (fields.has('ProcessorConfig')) {
    const config = new Fields(fields.value('ProcessorConfig'), where, report, ['Mode'], 'ProcessorConfig/');
    const mode = config.string('Mode') ?? 'INLINE';
    if (mode !== 'INLINE') config.problem(`ProcessorConfig/Mode ${mode} is not implemented; only INLINE is.`);
  }
  return loadFlow(fields, report, names);
}
