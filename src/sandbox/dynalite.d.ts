/** dynalite ships no types; this is what we use of it. */
declare module 'dynalite' {
  import type { EventEmitter } from 'node:events';

  interface Server extends EventEmitter {
    listen(port: number, host: string, done: () => void): void;
    close(done: (error?: Error) => void): void;
  }

  export default function dynalite(options: { createTableMs?: number; path?: string }): Server;
}
