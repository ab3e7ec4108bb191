import validator from 'asl-validator';
import { parseDocument } from 'yaml';
import { budgetFaults } from './budget-faults.ts';
import { type Fields, flowOf } from './definition.ts';
import type { Deployment } from './deployment.ts';
import { loopFaults } from './loop-faults.ts';
import { retryFaults } from './retry-faults.ts';
import { stateFaults } from './state-faults.ts';
import { variableFaults } from './variable-faults.ts';
import { yamlFaults } from './yaml-faults.ts';

/** Everything that is wrong with a machine file, as sentences; `deployment` is what it is deployed with. */
export function machineFaults(text: string, deployment: Deployment): string[] {
  const faults = ruleFaults(text, deployment);
  const document = parseDocument(text);
  return yamlFaults(text, document).length > 0 ? faults : [...schemaFaults(document.toJS() as Fields), ...faults];
}

/** The same by our own rules alone: asl-validator, which is slow, is not asked. */
export function ruleFaults(text: string, deployment: Deployment): string[] {
  const document = parseDocument(text);
  const faults = yamlFaults(text, document);
  if (faults.length > 0) return faults;
  const definition = document.toJS() as Fields;
  const flow = flowOf(definition);
  return [
    ...stateFaults(definition, flow, deployment),
    ...retryFaults(document, flow),
    ...variableFaults(flow),
    ...loopFaults(flow),
    ...budgetFaults(text, definition),
  ];
}

/** asl-validator changes what it is given, also through YAML's aliases: it gets a copy. */
function schemaFaults(definition: Fields): string[] {
  const { errors } = validator(structuredClone(definition), { checkPaths: true, checkArn: true });
  return errors.map((error) => `asl-validator: ${JSON.stringify(error)}`);
}
