#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod/mini';
import en from 'zod/v4/locales/en.js';
import { cli } from './cli.ts';
import { live } from './live-host.ts';
import { openSandbox } from './sandbox.ts';
import type { Output, StopSignal } from './surroundings.ts';

// zod mini says "Invalid input" for everything until it is given a language.
z.config(en());

const { env } = process;

function outputOn(stream: NodeJS.WriteStream): Output {
  // Whoever read it has gone (canal … | head): there is nobody left to tell, and a run is not to die of that.
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  return {
    write: (text) => stream.write(text),
    live: stream.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb',
    get columns() {
      // A terminal that was never given a size (script, docker -t) says 0.
      return stream.columns || 100;
    },
    get rows() {
      return stream.rows || 24;
    },
  };
}

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

process.exitCode = await cli(process.argv.slice(2), version, {
  stdout: outputOn(process.stdout),
  stderr: outputOn(process.stderr),
  env,
  fetch: globalThis.fetch,
  now: () => Date.now(),
  sleep: (ms, stop) => delay(ms, undefined, { signal: stop }),
  every(ms, work) {
    const timer = setInterval(work, ms);
    return () => clearInterval(timer);
  },
  onSignal(heard) {
    const signals: readonly StopSignal[] = ['SIGINT', 'SIGTERM'];
    const hear = (signal: NodeJS.Signals): void => heard(signal as StopSignal);
    for (const signal of signals) process.on(signal, hear);
    // A SIGTERM to npm ends npm and its shell, and never comes here: what is left is to see that the parent has gone.
    const parent = process.ppid;
    const watch =
      env.npm_lifecycle_event === undefined
        ? undefined
        : setInterval(() => {
            if (process.ppid !== parent) heard('SIGTERM');
          }, 250).unref();
    return () => {
      clearInterval(watch);
      for (const signal of signals) process.off(signal, hear);
    };
  },
  async ask(question, stop) {
    if (process.stdin.isTTY !== true || process.stderr.isTTY !== true) return undefined;
    const terminal = createInterface({ input: process.stdin, output: process.stderr });
    // readline hears Ctrl-C by itself, and would keep it to itself.
    terminal.on('SIGINT', () => process.emit('SIGINT', 'SIGINT'));
    try {
      return (await terminal.question(question, { signal: stop })).trim();
    } finally {
      terminal.close();
    }
  },
  openSandbox,
  liveHosts: live,
  // Loaded only where it is needed: most commands speak to a sandbox.
  openAws: async (region) => (await import('./aws-access.ts')).openAws(region, env.AWS_PROFILE),
});
