import type { Sandbox, SandboxOptions } from '../../src/sandbox/sandbox.ts';

/** Hears all that a sandbox tells anybody, and searches it for what must be told to nobody. */
export class TellTale {
  readonly #seen: string[] = [];
  readonly #lent = new Set<string>();

  /** The options with which a sandbox lets itself be heard: log lines, answers of the API, records, events, messages. */
  listening({ log, watch, ...options }: SandboxOptions): SandboxOptions {
    return {
      ...options,
      log: (line) => {
        this.#seen.push(JSON.stringify(line));
        log?.(line);
      },
      watch: (service, request, answer) => {
        if (service === 'http-api') this.#seen.push(answer.body);
        if (service === 'sts') for (const secret of lentBy(answer.body)) this.#lent.add(secret);
        // What is written into the table, the buses, the queues, the DNS hosts' bucket and commands.
        if (written.has(service)) this.#seen.push(request.body);
        watch?.(service, request, answer);
      },
    };
  }

  /** Hears an open sandbox's buses, too: the events of AWS itself never pass a service. */
  hear({ buses }: Sandbox): void {
    buses.onEvent((_, event) => this.#seen.push(JSON.stringify(event)));
  }

  /** One sentence for each secret that stands in what was told, or in a history; at the end of all. */
  leaks(sandbox: Sandbox): string[] {
    const { machines, topics } = sandbox;
    const runs = machines.machines().flatMap((machine) => machines.executions(machine));
    const told = [
      ...this.#seen,
      ...runs.map(({ arn }) => JSON.stringify(machines.history(arn))),
      ...topics.messages.map((message) => JSON.stringify(message)),
    ].join('\n');
    return [...secretsOf(sandbox), ...this.#lent]
      .filter((secret) => told.includes(secret))
      .map((secret) => `the secret ${secret.slice(0, 6)}… was told`);
  }
}

const written = new Set(['dynamodb', 'events', 'sns', 'sqs', 's3', 'ssm']);

/** The secrets in an answer of STS: the world forgets them when they end. */
const lentBy = (xml: string): string[] =>
  [...xml.matchAll(/<(?:SecretAccessKey|SessionToken)>([^<]+)</g)].map(([, secret = '']) => secret);

/** Everything of a sandbox that must reach no log, history, record or answer. */
function secretsOf({ world, environment }: Sandbox): string[] {
  const accounts = JSON.parse(environment().CANAL_ACCOUNTS ?? '{}') as Record<string, { externalId: string }>;
  return [
    world.authKey.authKey,
    ...[...world.tokens.values()].flatMap(({ apiKey, token }) => [apiKey, token]),
    ...Object.values(accounts).map(({ externalId }) => externalId),
  ].filter((secret) => secret.length > 5);
}
