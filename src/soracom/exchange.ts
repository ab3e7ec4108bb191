import { CanalError } from '../canal/errors.ts';
import type { FetchAnswer, Opening } from '../lambda/surroundings.ts';
import { unanswered } from './faults.ts';

/** One call of the SORACOM API. Ids in the path are percent-encoded by `at`. */
export interface Call<Name extends string = string> {
  readonly operation: Name;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** What follows /v1. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** What SORACOM answered, whatever its status. */
export interface Answer {
  readonly status: number;
  /** The parsed JSON; undefined when the body is empty or is not JSON. */
  readonly body: unknown;
  /** The code and the message of an error body, without anything secret; absent when the body has none. */
  readonly code?: string;
  readonly message?: string;
  /** Where the next page begins; absent on the last one. */
  readonly nextKey?: string;
  /** The rate limit's state as a sentence's part; absent when SORACOM does not tell it. */
  readonly limit?: string;
}

/** Headers of a call, and what must never come back out of it in a message. */
export interface Credentials {
  readonly headers: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
}

/** A path from its parts: literals stand as they are, ids are percent-encoded. NotFound for what can be no id. */
export const at = (literals: TemplateStringsArray, ...ids: readonly string[]): string =>
  String.raw({ raw: literals }, ...ids.map(segment));

function segment(id: string): string {
  // URLs give dots a meaning even when they are encoded, and an empty id would ask for the whole list
  if (/^\.{0,2}$/.test(id))
    throw new CanalError('NotFound', `"${id}" is no id at SORACOM. Correct the id that was given.`);
  return encodeURIComponent(id);
}

/** Sends calls to the endpoint of the settings. Any status is an answer; none at all is SoracomUnavailable. */
export function exchange(opening: Opening): (call: Call, credentials: Credentials) => Promise<Answer> {
  const { fetch } = opening;
  const base = `${opening.settings.soracomEndpoint.replace(/\/+$/, '')}/v1`;
  return async (call, { headers, secrets }) => {
    const query = call.query ? `?${new URLSearchParams(call.query)}` : '';
    try {
      const response = await fetch(`${base}${call.path}${query}`, {
        method: call.method,
        headers: {
          Accept: 'application/json',
          'X-Soracom-Lang': 'en',
          ...(call.body === undefined ? {} : { 'Content-Type': 'application/json' }),
          ...headers,
        },
        ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
        redirect: 'manual', // following one would hand the token to another host
      });
      return read(response, await response.text(), secrets);
    } catch (cause) {
      const words = wordsOf(cause);
      const shown = conceal(words, secrets);
      // fetch quotes a header that it cannot send: such an error goes no further
      throw unanswered(call.operation, shown, shown === words ? cause : undefined);
    }
  };
}

function read(response: FetchAnswer, text: string, secrets: readonly string[]): Answer {
  const body = parsed(text);
  const error = errorOf(body);
  const nextKey = response.headers.get('x-soracom-next-key');
  const limit = limitOf(response.headers);
  return {
    status: response.status,
    body,
    ...(error.code === undefined ? {} : { code: conceal(error.code, secrets) }),
    ...(error.message === undefined ? {} : { message: conceal(error.message, secrets) }),
    ...(nextKey ? { nextKey } : {}),
    ...(limit === undefined ? {} : { limit }),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // the parser's message quotes the text, which may hold a token
  }
}

/** Both shapes that are seen: {code, message} and {httpStatus, errorMessage: {code, message}}. */
function errorOf(body: unknown): { code?: string; message?: string } {
  const outer = fields(body);
  const inner = fields(outer.errorMessage);
  const code = inner.code ?? outer.code;
  const message = inner.message ?? outer.message;
  return {
    ...(typeof code === 'string' ? { code } : {}),
    ...(typeof message === 'string' ? { message } : {}),
  };
}

const fields = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

function limitOf(headers: FetchAnswer['headers']): string | undefined {
  const [limit, remaining, seconds] = ['limit', 'remaining', 'seconds-before-refresh'].map((name) =>
    headers.get(`x-soracom-ratelimit-${name}`),
  );
  const parts = [
    limit ? `the limit is ${limit} calls a minute` : undefined,
    remaining ? `${remaining} are left` : undefined,
    seconds ? `it is renewed in ${seconds} s` : undefined,
  ].filter((part) => part !== undefined);
  return parts.length > 0 ? parts.join(', ') : undefined;
}

/** fetch says only "fetch failed"; why stands in its cause. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}, ${error.cause.message}` : error.message;
}

/** Real keys and tokens are long; hiding a stand-in's short ones would only blank ordinary words. */
const conceal = (text: string, secrets: readonly string[]): string =>
  secrets.filter((secret) => secret.length >= 8).reduce((shown, secret) => shown.replaceAll(secret, '***'), text);
