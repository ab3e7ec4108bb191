import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { openSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/sandbox.ts';

/** The article's network, as the example file has it; changed by what is given. */
export function twoVpcs(change: Record<string, unknown> = {}): Record<string, unknown> {
  const file = parse(readFileSync(new URL('../../examples/two-vpcs.yaml', import.meta.url), 'utf8')) as Record<
    string,
    unknown
  >;
  return { ...file, ...change };
}

/** The default world's file, as parsed YAML. */
export function defaultWorldFile(): Record<string, unknown> {
  return parse(readFileSync(new URL('../../examples/world.yaml', import.meta.url), 'utf8')) as Record<string, unknown>;
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

/** Opens a sandbox for a scenario. */
export async function openScenario(options: SandboxOptions = {}): Promise<Scenario> {
  const sandbox = await openSandbox(options);
  const api = async (method: string, path: string, body?: unknown): Promise<ApiAnswer> => {
    const answer = await sandbox.fetch(path, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    return { status: answer.status, body: await answer.json() };
  };
  return Object.assign(sandbox, {
    api,
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
