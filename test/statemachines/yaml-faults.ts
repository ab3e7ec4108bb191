import { isDeepStrictEqual } from 'node:util';
import { type Document, parse } from 'yaml';

/** What is wrong with the YAML of a machine file: what other parsers, serverless or AWS would read differently. */
export function yamlFaults(text: string, document: Document): string[] {
  const broken = [...document.errors, ...document.warnings].map((error) => `The YAML is not right: ${error.message}`);
  if (broken.length > 0) return broken;
  let value: unknown;
  try {
    value = document.toJS();
  } catch (error) {
    return [`The YAML is not right: ${(error as Error).message}`];
  }
  return [...olderFaults(value, text), ...placeholderFaults(text), ...textFaults(value, '')];
}

/** Step Functions' console, cfn-lint and PyYAML read YAML 1.1: there `on`, `No`, 12:30 and 010 are no texts, and `<<` merges. */
function olderFaults(value: unknown, text: string): string[] {
  const older = parse(text, { version: '1.1', logLevel: 'silent' }) as unknown;
  const path = difference(value, older, 'the file');
  return path === undefined ? [] : [`${path} is read differently by YAML 1.1: put it into quotes, and merge nothing.`];
}

function difference(value: unknown, other: unknown, path: string): string | undefined {
  if (isDeepStrictEqual(value, other)) return undefined;
  const [one, two] = [value, other] as [Record<string, unknown>, Record<string, unknown>];
  const objects = [value, other].every((thing) => typeof thing === 'object' && thing !== null);
  if (!objects || !isDeepStrictEqual(Object.keys(one), Object.keys(two))) return path;
  return Object.keys(one)
    .map((key) => difference(one[key], two[key], `${path}/${key}`))
    .find((found) => found !== undefined);
}

/** serverless resolves `${self:…}` and the like within this file too: only CloudFormation's own form is safe. */
function placeholderFaults(text: string): string[] {
  const wrong = [...text.matchAll(/\$\{[^}]*\}/g)].filter(([found]) => !/^\$\{([A-Z][a-z0-9]*)+\}$/.test(found));
  return wrong.map(([found]) => `${found} is no placeholder: it must be the CamelCase name of a function's file.`);
}

function textFaults(value: unknown, path: string): string[] {
  if (typeof value === 'string') {
    const faults = value.includes('\n')
      ? [`${path} has more than one line: fold it with ">-", all lines indented alike.`]
      : [];
    const marked = value.includes('{%') || value.includes('%}');
    if (marked && !/^\{% \S(.*\S)? %\}$/s.test(value))
      faults.push(`${path} must begin with "{% " and end with " %}": ${value}`);
    return faults;
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => textFaults(item, path === '' ? key : `${path}/${key}`));
}
