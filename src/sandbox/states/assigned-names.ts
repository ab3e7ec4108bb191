import type { Flow, State } from './definition.ts';
import type { Report } from './refusal.ts';
import type { Template } from './template.ts';

/**
 * Reports variables with names that AWS refuses, and variables of a Map's or Parallel's inner states that an outer
 * state assigns too: inner states may read outer variables, never assign them.
 */
export function checkAssignments(flow: Flow, report: Report, outer: ReadonlySet<string> = new Set()): void {
  const own = new Set(outer);
  for (const state of flow.states.values()) {
    for (const name of assignedBy(state, report)) {
      if (outer.has(name)) {
        report.add(`state "${state.name}"`, `it assigns the variable "${name}", which a state outside assigns too.`);
      }
      own.add(name);
    }
  }
  for (const state of flow.states.values()) {
    if (state.type === 'Map') checkAssignments(state.processor, report, own);
    if (state.type === 'Parallel') for (const branch of state.branches) checkAssignments(branch, report, own);
  }
}

function assignedBy(state: State, report: Report): readonly string[] {
  const templates: (Template | undefined)[] = [state.assign];
  if (state.type === 'Choice') templates.push(...state.choices.map((rule) => rule.assign));
  if ('catch' in state) templates.push(...state.catch.map((catcher) => catcher.assign));
  return templates.flatMap((template) => (template ? namesOf(template, state, report) : []));
}

function namesOf(template: Template, state: State, report: Report): readonly string[] {
  const where = `state "${state.name}"`;
  if (template.kind !== 'object') {
    report.add(where, `${template.field} must be an object of variables.`);
    return [];
  }
  for (const [name] of template.entries) {
    const fits = /^\p{ID_Start}[\p{ID_Continue}]{0,79}$/u.test(name) && name !== 'states';
    if (!fits) report.add(where, `${template.field}: "${name}" cannot be the name of a variable.`);
  }
  return template.entries.map(([name]) => name);
}
