import type { FaultFile } from './faults.ts';
import { nearestName } from './nearest-name.ts';
import type { Service } from './wire.ts';

/**
 * Throws for a fault file that names a function or a service's operation that is not there: its fault would never happen. It
 * names the one that was most likely meant.
 */
export function checkFaultNames(file: FaultFile, services: readonly Service[], functions: readonly string[]): void {
  const faults = Object.keys(file.faults).flatMap((call) => nameFault(call, services, functions) ?? []);
  if (faults.length > 0) throw new Error(`The fault file is not right:\n- ${faults.join('\n- ')}`);
}

function nameFault(call: string, services: readonly Service[], functions: readonly string[]): string | undefined {
  const dot = call.indexOf('.');
  const [owner, name] = [call.slice(0, dot), call.slice(dot + 1)];
  if (owner === 'function') {
    if (name === '*' || functions.includes(name)) return undefined;
    return `faults.${call}: there is no function ${name}; the nearest is ${nearestName(name, functions)}.`;
  }
  const operations = services.find((service) => service.name === owner)?.operations;
  if (!operations) return `faults.${call}: the sandbox answers no ${owner} to which anything could happen.`;
  if (name === '*' || operations.includes(name)) return undefined;
  return `faults.${call}: the sandbox's ${owner} has no operation ${name}; the nearest is ${nearestName(name, operations)}.`;
}
