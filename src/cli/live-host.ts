import type { Installation, LiveHost, LiveOptions } from '../sandbox/live/live-host.ts';

export type { LiveHost };

/** The workflow in this process: what a directory says, and a host over it. */
export interface Live {
  installationIn(directory: string): Promise<Installation | undefined>;
  open(options: LiveOptions): Promise<LiveHost>;
}

/** The real one. It is loaded only here, because most commands do without it and should start at once. */
export const live: Live = {
  installationIn: async (directory) => (await import('../sandbox/live/live-host.ts')).installationIn(directory),
  open: async (options) => (await import('../sandbox/live/live-host.ts')).openLiveHost(options),
};
