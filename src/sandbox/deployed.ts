import { loadHandler, type Stack } from './stack.ts';

/** What stands in for the project's own: machines by name, as parsed from YAML, and functions by name, as handlers. */
export interface Deployed {
  readonly machines?: Readonly<Record<string, unknown>>;
  readonly handlers?: Readonly<Record<string, unknown>>;
}

/** The stack with what stands in for its machines. */
export function deployedStack(stack: Stack, { machines = {} }: Deployed = {}): Stack {
  return { ...stack, machines: new Map([...stack.machines].map(([name, own]) => [name, machines[name] ?? own])) };
}

/** Loads a function's handler from its source, or takes what stands in for it. */
export const loaderOf =
  ({ handlers = {} }: Deployed = {}) =>
  async (name: string): Promise<unknown> =>
    Object.hasOwn(handlers, name) ? handlers[name] : loadHandler(name);
