import * as z from 'zod/mini';
import { jsonResponse, type WireRequest } from '../wire.ts';
import type { World } from '../world/world.ts';
import { empty } from './answers.ts';
import { authFailed, tokenInvalid, tokenRequired } from './errors.ts';
import { type Route, route } from './route.ts';

const Login = z.strictObject({
  authKeyId: z.exactOptional(z.string()),
  authKey: z.exactOptional(z.string()),
  // The other two ways to log in. The sandbox has neither root account nor SAM user: they always fail.
  email: z.exactOptional(z.string()),
  operatorId: z.exactOptional(z.string()),
  userName: z.exactOptional(z.string()),
  password: z.exactOptional(z.string()),
  mfaOTPCode: z.exactOptional(z.string()),
  tokenTimeoutSeconds: z._default(z.int().check(z.minimum(1), z.maximum(48 * 3600)), 24 * 3600),
});

/** Logging in and out. */
export const auth: readonly Route[] = [
  route({
    operationId: 'auth',
    method: 'POST',
    path: '/auth',
    open: true,
    body: Login,
    answer({ world, now, body }) {
      const { authKeyId, authKey } = world.authKey;
      if (body.authKeyId !== authKeyId || body.authKey !== authKey) throw authFailed();
      // Or a sandbox that stays up for long would keep every token it ever gave.
      for (const { apiKey, expiresAt } of world.tokens.values()) if (now >= expiresAt) world.tokens.delete(apiKey);
      const apiKey = `api-${world.ids.uuid('soracom-api-key')}`;
      const token = world.ids.hex('soracom-token', 64);
      world.tokens.set(apiKey, { apiKey, token, expiresAt: now + body.tokenTimeoutSeconds * 1000 });
      return jsonResponse(200, { apiKey, token, operatorId: world.operatorId });
    },
  }),
  route({
    operationId: 'logout',
    method: 'POST',
    path: '/auth/logout',
    answer({ world, request }) {
      world.tokens.delete(request.headers['x-soracom-api-key'] ?? '');
      return empty(204);
    },
  }),
];

/** Throws the refusal of a request without a token that is good now. */
export function requireToken(world: World, { headers }: WireRequest): void {
  const apiKey = headers['x-soracom-api-key'];
  const token = headers['x-soracom-token'];
  if (!apiKey || !token) throw tokenRequired();
  const known = world.tokens.get(apiKey);
  if (known?.token !== token || world.clock.now() >= known.expiresAt) throw tokenInvalid();
}
