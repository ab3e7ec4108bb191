import type { SoracomService } from './soracom-api/service.ts';
import type { Service, WireRequest, WireResponse } from './wire.ts';
import type { World } from './world/world.ts';

const minute = 60_000;

/**
 * SORACOM with its rate limit: so many calls of one path of the API in a minute of the clock, for each operator; logging
 * in is counted by caller instead. Every answer tells how the limit stands. SORACOM publishes neither its limits nor the
 * code of its 429: the number and the code are the sandbox's own. 0 is no limit, and no headers.
 */
export function rateLimited(service: SoracomService, world: World, limit: number): Service {
  if (limit === 0) return service;
  let counted = Number.NaN;
  const calls = new Map<string, number>();

  const count = (request: WireRequest): { headers: Record<string, string>; exceeded: boolean } => {
    const now = world.clock.now();
    if (Math.floor(now / minute) !== counted) calls.clear();
    counted = Math.floor(now / minute);
    const path = service.pathOf(request) ?? 'unknown';
    const key = `${operatorOf(world, request)} ${path}`;
    const made = (calls.get(key) ?? 0) + 1;
    calls.set(key, made);
    return {
      exceeded: made > limit,
      headers: {
        'x-soracom-ratelimit-limit': String(limit),
        'x-soracom-ratelimit-remaining': String(Math.max(0, limit - made)),
        'x-soracom-ratelimit-seconds-before-refresh': String(Math.ceil(((counted + 1) * minute - now) / 1000)),
      },
    };
  };
  const withHeaders = (answer: WireResponse, headers: Record<string, string>): WireResponse => ({
    ...answer,
    headers: { ...answer.headers, ...headers },
  });

  return {
    name: service.name,
    operations: service.operations,
    operation: (request) => service.operation(request),
    refuse: (error, request) => withHeaders(service.refuse(error, request), count(request).headers),
    async answer(request) {
      const { exceeded, headers } = count(request);
      if (!exceeded) return withHeaders(await service.answer(request), headers);
      const message = `Too many requests: the sandbox takes ${limit} a minute of each path (--soracom-limit sets it, 0 is no limit)`;
      return withHeaders(service.refuse({ status: 429, code: 'AGW0003', message }, request), headers);
    },
  };
}

/** Whoever has no token of an operator is counted as one caller: all of them have one address here. */
function operatorOf(world: World, { headers }: WireRequest): string {
  return world.tokens.has(headers['x-soracom-api-key'] ?? '') ? world.operatorId : 'caller';
}
