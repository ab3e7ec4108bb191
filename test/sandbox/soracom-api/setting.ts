import { expect } from 'vitest';
import { Clock } from '../../../src/sandbox/clock.ts';
import { Ids } from '../../../src/sandbox/ids.ts';
import { soracomService } from '../../../src/sandbox/soracom-api/service.ts';
import type { WireRequest } from '../../../src/sandbox/wire.ts';
import { defaultWorld, populate } from '../../../src/sandbox/world/populate.ts';
import { World } from '../../../src/sandbox/world/world.ts';
import { WorldFile } from '../../../src/sandbox/world/world-file.ts';
import { checkAnswer, checkExchange } from '../../contracts/soracom-contract.ts';

export const start = Date.UTC(2026, 0, 5);
export const groupId = '00000000-0000-4000-8000-000000000001';
export const vpgId = 'aaaaaaaa-0000-4000-8000-00000000000a';
export const unknownId = '00000000-0000-4000-8000-00000000dead';

type WorldInput = Parameters<typeof WorldFile.parse>[0] & object;

/** What a call answered. */
export interface Answered {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
  readonly body: any;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * The default world, changed by what is given, and a logged-in client of its SORACOM. Every exchange is held against the
 * contract: a request that succeeds must be one that the contract knows, and every answer must be as it says.
 */
export async function setting(more: WorldInput = {}) {
  const clock = new Clock(start);
  const file = WorldFile.parse({ ...defaultWorld(), ...more });
  const world = new World(file, clock, new Ids(1));
  populate(world, file);
  const service = soracomService(world);
  let credentials: Record<string, string> = {};

  const exchange = async (request: WireRequest): Promise<Answered> => {
    const answer = await service.answer(request);
    expect((answer.status < 400 ? checkExchange : checkAnswer)(request, answer)).toEqual([]);
    return { ...answer, body: answer.body === '' ? undefined : JSON.parse(answer.body) };
  };
  const call = (method: string, path: string, body?: unknown): Promise<Answered> => {
    const headers = { ...credentials, ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
    return exchange({ method, path: `/v1${path}`, headers, body: body === undefined ? '' : JSON.stringify(body) });
  };
  const logIn = async (change: Record<string, unknown> = {}): Promise<Answered> => {
    const answer = await call('POST', '/auth', { ...world.authKey, ...change });
    if (answer.status === 200) {
      credentials = { 'x-soracom-api-key': answer.body.apiKey, 'x-soracom-token': answer.body.token };
    }
    return answer;
  };
  await logIn();
  return {
    world,
    service,
    exchange,
    call,
    logIn,
    /** The headers that say who calls. */
    credentials: () => credentials,
    forget: () => {
      credentials = {};
    },
    pass: (seconds: number) => clock.advance(clock.now() + seconds * 1000),
  };
}

/** Expects a refusal in SORACOM's shape. */
export function expectRefusal(answer: Answered, status: number, code: string, message: string): void {
  expect(answer).toMatchObject({ status, body: { code, message } });
}
