import type { ChoiceRule, Flow, State } from './definition.ts';
import type { StatesField } from './expression.ts';
import { Fields, isObject } from './fields.ts';
import { maxSeconds } from './limits.ts';
import { loadHandlers } from './load-handlers.ts';
import type { Report } from './refusal.ts';
import { isTimestamp } from './wait.ts';

/** Loads a flow that stands within a state; `place` says where (`ItemProcessor`, `Branches[0]`). */
export type LoadFlow = (fields: Fields, place: string) => Flow;

const leaving = ['Output', 'Assign', 'Next', 'End'];
const handling = ['Retry', 'Catch'];
const knownFields: Readonly<Record<State['type'], readonly string[]>> = {
  Task: ['Resource', 'Arguments', 'TimeoutSeconds', ...handling, ...leaving],
  Pass: leaving,
  Wait: ['Seconds', 'Timestamp', ...leaving],
  Choice: ['Choices', 'Default', 'Output', 'Assign'],
  Succeed: ['Output'],
  Fail: ['Error', 'Cause'],
  Map: ['Items', 'ItemSelector', 'ItemProcessor', 'MaxConcurrency', ...handling, ...leaving],
  Parallel: ['Branches', 'Arguments', ...handling, ...leaving],
};

/** Loads one state; undefined if its type is not known. */
export function loadState(name: string, value: unknown, report: Report, loadFlow: LoadFlow): State | undefined {
  const where = `state "${name}"`;
  const type = isObject(value) ? String(value.Type) : '';
  if (!Object.hasOwn(knownFields, type)) {
    report.add(where, isObject(value) ? `the state type ${type} is not known.` : 'it must be an object.');
    return undefined;
  }
  const known = [...knownFields[type as State['type']], 'Type', 'QueryLanguage'];
  const fields = new Fields(value, where, report, known);
  checkQueryLanguage(fields, 'JSONata');
  return loadType(type as State['type'], name, fields, loadFlow);
}

/**
 * Reports any query language but JSONata; an absent field stands for `inherited`. JSONPath would be a loader of its own,
 * from its fields to the same states: what runs them knows templates and not where they come from.
 */
export function checkQueryLanguage(fields: Fields, inherited: 'JSONata' | 'JSONPath'): void {
  const language = fields.string('QueryLanguage') ?? inherited;
  if (language !== 'JSONata') {
    fields.problem(`the query language ${language} is not implemented; write QueryLanguage: JSONata.`);
  }
}

function loadType(type: State['type'], name: string, fields: Fields, loadFlow: LoadFlow): State {
  switch (type) {
    case 'Task':
      return {
        type,
        ...loadExits(name, fields, 'result'),
        ...loadHandlers(fields),
        resource: loadResource(fields),
        arguments: fields.template('Arguments'),
        timeoutSeconds: fields.typed('TimeoutSeconds', 'a positive integer', (v) => isInteger(v, 1)),
      };
    case 'Pass':
      return { type, ...loadExits(name, fields) };
    case 'Wait': {
      if (fields.has('Seconds') === fields.has('Timestamp')) {
        fields.problem('a Wait has either Seconds or Timestamp.');
      }
      return {
        type,
        ...loadExits(name, fields),
        seconds: fields.typed('Seconds', 'an integer', (v) => isInteger(v, 0)),
        timestamp: fields.typed('Timestamp', 'an ISO 8601 time with its offset', isTimestamp),
      };
    }
    case 'Choice':
      return loadChoice(name, fields);
    case 'Succeed':
      return { type, name, next: undefined, output: fields.template('Output'), assign: undefined };
    case 'Fail': {
      const isText = (value: unknown): boolean => typeof value === 'string';
      const error = fields.typed('Error', 'a string', isText);
      const cause = fields.typed('Cause', 'a string', isText);
      return { type, name, next: undefined, output: undefined, assign: undefined, error, cause };
    }
    case 'Map':
      return {
        type,
        ...loadExits(name, fields, 'result'),
        ...loadHandlers(fields),
        items: fields.typed('Items', 'an array or an object', (value) => typeof value === 'object' && value !== null),
        itemSelector: fields.template('ItemSelector'),
        maxConcurrency: fields.typed('MaxConcurrency', 'an integer', (v) => isInteger(v, 0)),
        processor: loadFlow(fields, 'ItemProcessor'),
      };
    case 'Parallel': {
      if (fields.list('Branches').length === 0) fields.problem('Branches must have at least one branch.');
      const branches = fields.list('Branches').map((_, index) => loadFlow(fields, `Branches[${index}]`));
      return {
        type,
        ...loadExits(name, fields, 'result'),
        ...loadHandlers(fields),
        arguments: fields.template('Arguments'),
        branches,
      };
    }
  }
}

function loadExits(name: string, fields: Fields, ...more: StatesField[]) {
  const next = fields.string('Next');
  if ((next === undefined) === (fields.value('End') !== true)) fields.problem('it must have either Next or End: true.');
  return { name, next, output: fields.template('Output', ...more), assign: fields.template('Assign', ...more) };
}

function loadChoice(name: string, fields: Fields): State {
  const choices = fields.list('Choices').map((value, index): ChoiceRule => {
    const known = ['Condition', 'Next', 'Output', 'Assign'];
    const rule = new Fields(value, fields.where, fields.report, known, `Choices[${index}]/`);
    const condition = rule.typed('Condition', 'a boolean', (value) => typeof value === 'boolean');
    if (!condition) rule.problem(`Choices[${index}]/Condition is missing.`);
    return {
      condition: condition ?? { kind: 'literal', value: false, field: '' },
      next: rule.required('Next'),
      output: rule.template('Output'),
      assign: rule.template('Assign'),
    };
  });
  if (choices.length === 0) fields.problem('Choices must have at least one rule.');
  return {
    type: 'Choice',
    name,
    next: fields.string('Default'),
    choices,
    output: fields.template('Output'),
    assign: fields.template('Assign'),
  };
}

function loadResource(fields: Fields): string {
  const resource = fields.required('Resource');
  if (/\$\{/.test(resource)) return resource; // an unfilled placeholder is reported as such
  if (!/^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:[\w-]{1,64}(:[\w$-]+)?$/.test(resource)) {
    fields.problem(`the Resource ${resource} is not implemented; only ARNs of Lambda functions are.`);
  }
  return resource;
}

function isInteger(value: unknown, from: number): boolean {
  return Number.isInteger(value) && Number(value) >= from && Number(value) <= maxSeconds;
}
