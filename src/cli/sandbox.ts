import type { Sandbox, SandboxOptions } from '../sandbox/sandbox.ts';

export type { Sandbox, SandboxOptions };

/** Opens a sandbox in this process. */
export type OpenSandbox = (options: SandboxOptions) => Promise<Sandbox>;

/** Opens the embedded sandbox. It is loaded only here, because most commands do without it and should start at once. */
export const openSandbox: OpenSandbox = async (options) => {
  const sandbox = await import('../sandbox/sandbox.ts');
  return sandbox.openSandbox(options);
};
