import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Sandbox, SandboxOptions } from '../../src/sandbox/sandbox.ts';
import { checkAnswer, checkExchange } from '../contracts/soracom-contract.ts';
import { openSearched, SecretsTold } from './searched-sandbox.ts';

/** The article's network, as the example file has it; changed by what is given. */
export function twoVpcs(change: Record<string, unknown> = {}): Record<string, unknown> {
  return { ...example('two-vpcs.yaml'), ...change };
}

/** The default world's file, as parsed YAML. */
export function defaultWorldFile(): Record<string, unknown> {
  return example('world.yaml');
}

const parsed = new Map<string, Record<string, unknown>>();

/** An example as parsed YAML, for the caller to change: it is parsed once, and copied each time. */
function example(name: string): Record<string, unknown> {
  const known = parsed.get(name) ?? parse(readFileSync(new URL(`../../examples/${name}`, import.meta.url), 'utf8'));
  parsed.set(name, known);
  return structuredClone(known);
}

/** What an API call answered. */
export interface ApiAnswer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
  readonly body: any;
}

/** A sandbox with the verbs of a scenario. */
export interface Scenario extends Sandbox {
  api(method: string, path: string, body?: unknown): Promise<ApiAnswer>;
  /** Starts a network through the API and waits until its run has ended. */
  up(network: unknown): Promise<ApiAnswer>;
  /** The newest run's history, one line an event: time, event, state, peering, error. */
  history(executionArn: string): string;
}

/**
 * Opens a sandbox for a scenario. Every exchange with SORACOM in it is held against the contract, and closing it fails
 * if one broke it, or if anything secret was told anywhere.
 */
export async function openScenario(options: SandboxOptions = {}): Promise<Scenario> {
  const violations = new Set<string>();
  const sandbox = await openSearched({
    ...options,
    watch: (service, request, answer) => {
      options.watch?.(service, request, answer);
      if (service !== 'soracom') return;
      const broken = answer.status < 400 ? checkExchange(request, answer) : checkAnswer(request, answer);
      for (const violation of broken) violations.add(violation);
    },
  });
  const api = async (method: string, path: string, body?: unknown): Promise<ApiAnswer> => {
    const answer = await sandbox.fetch(path, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    return { status: answer.status, body: await answer.json() };
  };
  const { close } = sandbox;
  return Object.assign(sandbox, {
    api,
    async close() {
      const leaks = await close().then(
        () => [],
        (error: unknown) => {
          if (error instanceof SecretsTold) return error.leaks;
          throw error;
        },
      );
      const broken = [...violations, ...leaks];
      if (broken.length > 0) throw new Error(`The scenario is not clean:\n- ${broken.join('\n- ')}`);
    },
    async up(network: unknown) {
      const started = await api('POST', '/networks', network);
      if (started.status === 202) await sandbox.machines.settled(started.body.executionArn);
      return started;
    },
    history: (executionArn: string) => historyText(sandbox, executionArn),
  });
}

function historyText(sandbox: Sandbox, executionArn: string): string {
  const events = sandbox.machines.history(executionArn);
  const start = events[0]?.timestamp ?? 0;
  return events
    .map((event) => {
      const details = Object.entries(event).find(([key]) => key.endsWith('EventDetails'))?.[1] as
        | Record<string, unknown>
        | undefined;
      const facts = [details?.name, details?.error, details?.index, details?.output ?? details?.cause].filter(
        (fact) => fact !== undefined,
      );
      const at = (Number(event.timestamp) - Number(start)).toFixed(3);
      return `+${at} ${event.id}<${event.previousEventId} ${event.type} ${facts.join(' | ')}`.trimEnd();
    })
    .join('\n');
}
