import type * as z from 'zod/mini';
import {
  Account,
  AccountPage,
  AccountRemoved,
  Checked,
  EventPage,
  NetworkPage,
  NetworkView,
  Problem,
  Started,
  Swept,
} from './api-shapes.ts';
import { silenceOf } from './api-silence.ts';
import { CommandError } from './command-error.ts';
import { Plan, RemovalPlan } from './plan-shapes.ts';
import { printable } from './printable.ts';

/** An answer as it is read, and as it came: --json passes on what came. */
export interface Answer<T> {
  readonly read: T;
  readonly came: unknown;
}

/** The API said no, said something else, or said nothing. */
export class ApiFailure extends CommandError {
  /** True where the same request may well succeed a moment later. */
  readonly transient: boolean;

  constructor(
    name: 'Unreachable' | 'ApiRefused' | 'ApiDenied' | 'ApiUnreadable',
    message: string,
    options: ErrorOptions & { transient: boolean; told?: Record<string, unknown> },
  ) {
    super(name, message, options);
    this.transient = options.transient;
  }
}

/** How long an answer may take. */
const patienceMillis = 30_000;

/** Speaks to the HTTP API. Every method throws ApiFailure with a sentence that says what to do next. */
export class ApiClient {
  readonly #endpoint: string;
  readonly #fetch: typeof globalThis.fetch;
  readonly #stop: AbortSignal;
  readonly #denied: string;
  #stack: string | undefined;

  /** `stop` cuts off the request that is under way. `denied` says what to do when API Gateway lets nobody in. */
  constructor(endpoint: string, fetch: typeof globalThis.fetch, stop: AbortSignal, denied = '') {
    this.#endpoint = endpoint.replace(/\/+$/, '');
    this.#fetch = fetch;
    this.#stop = stop;
    this.#denied = denied;
  }

  /** account/Region/stage of the installation that answers, once it has answered. */
  get stack(): string | undefined {
    return this.#stack;
  }

  /** POST /networks. */
  start(network: unknown): Promise<Answer<Started>> {
    return this.ask('/networks', Started, sending('POST', network));
  }

  /** POST /plans. */
  plan(network: unknown): Promise<Answer<Plan>> {
    return this.ask('/plans', Plan, sending('POST', network));
  }

  /** GET /networks: one page. */
  networks(cursor?: string): Promise<Answer<NetworkPage>> {
    return this.ask(`/networks${after(cursor)}`, NetworkPage);
  }

  /** GET /networks/{name}. */
  network(name: string): Promise<Answer<NetworkView>> {
    return this.ask(`/networks/${encodeURIComponent(name)}`, NetworkView);
  }

  /** DELETE /networks/{name}. */
  remove(name: string, force: boolean): Promise<Answer<Started>> {
    return this.ask(`/networks/${encodeURIComponent(name)}${force ? '?force=true' : ''}`, Started, {
      method: 'DELETE',
    });
  }

  /** POST /networks/{name}/check. */
  check(name: string): Promise<Answer<Checked>> {
    return this.ask(`/networks/${encodeURIComponent(name)}/check`, Checked, { method: 'POST' });
  }

  /** POST /sweeps: one part. */
  sweep(remove: boolean, cursor?: string): Promise<Answer<Swept>> {
    const asked = { remove, ...(cursor === undefined ? {} : { cursor }) };
    return this.ask('/sweeps', Swept, sending('POST', asked));
  }

  /** GET /networks/{name}/removal. */
  removalPlan(name: string): Promise<Answer<RemovalPlan>> {
    return this.ask(`/networks/${encodeURIComponent(name)}/removal`, RemovalPlan);
  }

  /** GET /networks/{name}/events, after a cursor. */
  events(name: string, cursor?: string): Promise<Answer<EventPage>> {
    return this.ask(`/networks/${encodeURIComponent(name)}/events${after(cursor)}`, EventPage);
  }

  /** GET /accounts: one page. */
  accounts(cursor?: string): Promise<Answer<AccountPage>> {
    return this.ask(`/accounts${after(cursor)}`, AccountPage);
  }

  /** PUT /accounts/{id}. */
  putAccount(id: string, registration: { roleArn: string; externalId: string }): Promise<Answer<Account>> {
    return this.ask(`/accounts/${encodeURIComponent(id)}`, Account, sending('PUT', registration));
  }

  /** DELETE /accounts/{id}. */
  deleteAccount(id: string): Promise<Answer<AccountRemoved>> {
    return this.ask(`/accounts/${encodeURIComponent(id)}`, AccountRemoved, { method: 'DELETE' });
  }

  /** Any request of the API, its answer read by a shape. */
  async ask<T>(path: string, shape: z.ZodMiniType<T>, init: RequestInit = {}): Promise<Answer<T>> {
    let response: Response;
    let text: string;
    try {
      const signal = AbortSignal.any([this.#stop, AbortSignal.timeout(patienceMillis)]);
      response = await this.#fetch(`${this.#endpoint}${path}`, { ...init, signal });
      text = await response.text();
      const stack = response.headers.get('canal-stack');
      if (stack) this.#stack = printable(stack);
    } catch (error) {
      // What has a sentence of its own, such as that there are no credentials, needs no other.
      if (error instanceof CommandError) throw error;
      throw new ApiFailure('Unreachable', silenceOf(this.#endpoint, error, patienceMillis), {
        transient: true,
        cause: error,
      });
    }
    const came = json(text);
    if (!response.ok) throw refusal(this.#endpoint, response.status, came, this.#denied);
    const read = shape.safeParse(came);
    if (read.success) return { read: read.data, came };
    const [issue] = read.error.issues;
    const where = issue && issue.path.length > 0 ? `"${issue.path.join('.')}": ${issue.message}` : 'it is no such JSON';
    throw new ApiFailure(
      'ApiUnreadable',
      `${this.#endpoint} answered ${path} with something that this version of canal cannot read (${where}). Is it a Canal API, of the same version?`,
      { transient: false },
    );
  }
}

const after = (cursor: string | undefined): string =>
  cursor === undefined ? '' : `?cursor=${encodeURIComponent(cursor)}`;

const sending = (method: 'POST' | 'PUT', body: unknown): RequestInit => ({
  method,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refusal(endpoint: string, status: number, came: unknown, denied: string): ApiFailure {
  const read = Problem.safeParse(came);
  const problem = read.success ? read.data : undefined;
  const transient = status >= 500 || status === 429;
  const { title, error, faults = [] } = problem ?? {};
  const told = { status, ...(title ? { title } : {}), ...(error ? { error } : {}), faults };
  if (problem?.detail) return new ApiFailure('ApiRefused', problem.detail, { transient, told });
  const said = problem?.message ?? problem?.title;
  if (status === 401) {
    const message = `${endpoint} answered 401${said ? ` (${said})` : ''}. It takes tokens: set CANAL_TOKEN to one that is valid, of its issuer and audience.`;
    return new ApiFailure('ApiDenied', message, { transient, told });
  }
  if (status === 403 && denied !== '') {
    return new ApiFailure('ApiDenied', `${endpoint} answered 403${said ? ` (${said})` : ''}. ${denied}`, {
      transient,
      told,
    });
  }
  return new ApiFailure(
    'ApiRefused',
    `${endpoint} answered ${status}${said ? ` (${said})` : ''}, and not as a Canal API does. Look whether the endpoint is right.`,
    { transient, told },
  );
}
