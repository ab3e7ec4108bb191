import { openSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/sandbox.ts';
import type { WireRequest, WireResponse } from '../../src/sandbox/wire.ts';
import { openSandboxes } from './open-sandboxes.ts';

/** Something secret stands where everybody may read it. */
export class SecretsTold extends Error {
  /** One sentence for each secret and each place. */
  readonly leaks: readonly string[];

  constructor(leaks: readonly string[]) {
    super(`Secrets were told:\n- ${leaks.join('\n- ')}`);
    this.leaks = leaks;
  }
}

/**
 * Opens a sandbox that is searched for told secrets when it is closed: its log lines, histories, records, events, messages
 * and all else that it tells anybody; closing then throws SecretsTold. Tests open sandboxes here alone, which a test holds.
 */
export async function openSearched(options: SandboxOptions = {}): Promise<Sandbox> {
  const told = new TellTale();
  const sandbox = await openSandbox(told.listening(options));
  told.hear(sandbox);
  const { close } = sandbox;
  openSandboxes.add(sandbox);
  return Object.assign(sandbox, {
    async close() {
      openSandboxes.delete(sandbox);
      await close();
      const leaks = told.leaks(sandbox);
      if (leaks.length > 0) throw new SecretsTold(leaks);
    },
  });
}

/** Hears all that a sandbox tells anybody, and searches it for what must be told to nobody. */
class TellTale {
  /** What was told, by where. */
  readonly #told = new Map<string, string[]>();
  readonly #secrets = new Set<string>();
  /** Of accounts: the registry holds them, and nothing else may. */
  readonly #externalIds = new Set<string>();

  listening({ log, watch, ...options }: SandboxOptions): SandboxOptions {
    return {
      ...options,
      log: (line) => {
        this.#tell('a log line', JSON.stringify(line));
        log?.(line);
      },
      watch: (service, request, answer) => {
        this.#watch(service, request, answer);
        watch?.(service, request, answer);
      },
    };
  }

  /** Hears an open sandbox's buses, too: the events of AWS itself never pass a service. */
  hear({ buses }: Sandbox): void {
    buses.onEvent((_, event) => this.#tell('an event on a bus', JSON.stringify(event)));
  }

  /** One sentence for each secret and each place in which it was told; at the end of all. */
  leaks(sandbox: Sandbox): string[] {
    const { machines, topics, environment, world } = sandbox;
    for (const machine of machines.machines())
      for (const { arn } of machines.executions(machine))
        this.#tell('a history', JSON.stringify(machines.history(arn)));
    for (const message of topics.messages) this.#tell('a message to people', JSON.stringify(message));
    const accounts = JSON.parse(environment().CANAL_ACCOUNTS ?? '{}') as Record<string, { externalId: string }>;
    for (const { externalId } of Object.values(accounts)) this.#externalIds.add(externalId);
    const secrets = [world.authKey.authKey, ...this.#secrets, ...this.#externalIds].filter(({ length }) => length > 5);
    return [...this.#told].flatMap(([where, texts]) => {
      const all = texts.join('\n');
      return secrets
        .filter((secret) => all.includes(secret) && !(where === registry && this.#externalIds.has(secret)))
        .map((secret) => `the secret ${secret.slice(0, 6)}… was told in ${where}`);
    });
  }

  #tell(where: string, text: string): void {
    const texts = this.#told.get(where);
    if (texts) texts.push(text);
    else this.#told.set(where, [text]);
  }

  #watch(service: string, request: WireRequest, answer: WireResponse): void {
    for (const secret of givenBy(service, request, answer)) this.#secrets.add(secret);
    if (service === 'http-api') {
      if (request.path.startsWith('/accounts/'))
        for (const id of externalIdsIn(request.body)) this.#externalIds.add(id);
      // The document is the same for everybody: its example of an ExternalId is nobody's.
      if (request.path !== '/openapi.json') this.#tell('an answer of the API', answer.body);
    }
    const where = written[service]?.(request);
    if (where === undefined) return;
    this.#tell(where, request.body);
    if (request.headers['content-type']?.includes('form-urlencoded')) this.#tell(where, decoded(request.body));
  }
}

const registry = 'the registry of accounts';

/** Where a request writes what others may read; undefined for one that writes nothing, or hands a secret to whom it is for. */
const written: Readonly<Record<string, (request: WireRequest) => string | undefined>> = {
  dynamodb: ({ body }) => (body.includes('"pk":{"S":"ACCOUNTS"}') ? registry : 'a record'),
  events: () => 'an event that was put',
  sns: () => 'a message that was published',
  sqs: () => 'a message in a queue',
  s3: ({ method }) => (method === 'PUT' ? 'an object in S3' : undefined),
  ssm: () => 'a command for a host',
  ec2: () => 'a request to EC2',
  soracom: ({ path }) => (path === '/v1/auth' ? undefined : 'a request to SORACOM'),
};

/** The secrets that an answer hands out: the world forgets them when they end. */
function givenBy(service: string, { path }: WireRequest, { body }: WireResponse): string[] {
  if (service === 'sts')
    return [...body.matchAll(/<(?:SecretAccessKey|SessionToken)>([^<]+)</g)].map(([, secret = '']) => secret);
  if (service !== 'soracom' || path !== '/v1/auth') return [];
  return [...body.matchAll(/"(?:apiKey|token)":"([^"]+)"/g)].map(([, secret = '']) => secret);
}

const externalIdsIn = (body: string): string[] =>
  [...body.matchAll(/"externalId"\s*:\s*"([^"]+)"/g)].map(([, id = '']) => id);

const decoded = (form: string): string => [...new URLSearchParams(form).values()].join('\n');
