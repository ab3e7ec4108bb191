import * as z from 'zod/mini';
import type { WireRequest, WireResponse } from '../wire.ts';
import type { World } from '../world/world.ts';
import { invalid, invalidFor } from './errors.ts';

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** The names in braces of a path such as `/groups/{group_id}/tags/{tag_name}`. */
type Names<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never;

/** One call of an operation, with everything in it read and checked. */
export interface Call<Path extends string, Query, Body> {
  readonly world: World;
  /** The clock's time at the call, ms since the epoch. */
  readonly now: number;
  /** The ids in the path, decoded. */
  readonly ids: Readonly<Record<Names<Path>, string>>;
  readonly query: Query;
  readonly body: Body;
  readonly request: WireRequest;
}

/** One operation of the API. */
export interface Route {
  /** As the API file names it: `createVirtualPrivateGateway`. */
  readonly operationId: string;
  readonly method: Method;
  /** What follows /v1, ids in braces. */
  readonly path: string;
  /** Whether it is answered without a token. */
  readonly open: boolean;
  /** Answers the call. Throws Refusal. */
  answer(world: World, request: WireRequest, ids: Readonly<Record<string, string>>): WireResponse;
}

/**
 * Describes an operation. What its schemas for query and body do not name is refused, and without a schema there may be
 * none at all: SORACOM's own answer to an unknown parameter is not on record, and silence would hide a client's mistake.
 */
export function route<const Path extends string, Query = unknown, Body = undefined>(operation: {
  readonly operationId: string;
  readonly method: Method;
  readonly path: Path;
  readonly open?: true;
  readonly query?: z.ZodMiniType<Query>;
  readonly body?: z.ZodMiniType<Body>;
  readonly answer: (call: Call<Path, Query, Body>) => WireResponse;
}): Route {
  const { operationId, method, path, open = false } = operation;
  const querySchema = operation.query ?? (z.strictObject({}) as unknown as z.ZodMiniType<Query>);
  return {
    operationId,
    method,
    path,
    open,
    answer: (world, request, ids) => {
      const query = checked(querySchema, queryOf(request.path));
      const body = bodyOf(operation.body, request.body);
      return operation.answer({ world, now: world.clock.now(), ids, query, body, request });
    },
  };
}

function checked<T>(schema: z.ZodMiniType<T>, value: unknown): T {
  const read = schema.safeParse(value);
  if (!read.success) throw invalidFor(read.error);
  return read.data;
}

/** Names to values; a name that is given more than once has a list of values. */
function queryOf(path: string): Record<string, string | string[]> {
  const query = new URLSearchParams(path.split('?').slice(1).join('?'));
  return Object.fromEntries(
    [...new Set(query.keys())].map((name) => {
      const [first = '', ...others] = query.getAll(name);
      return [name, others.length === 0 ? first : [first, ...others]];
    }),
  );
}

function bodyOf<Body>(schema: z.ZodMiniType<Body> | undefined, text: string): Body {
  if (!schema) {
    if (!['', '{}'].includes(text.trim())) throw invalid('this operation takes no request body.');
    return undefined as Body;
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalid('the request body is not JSON.');
  }
  return checked(schema, value);
}
