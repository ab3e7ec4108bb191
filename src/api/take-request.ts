import * as z from 'zod/mini';
import { CanalError, isLasting } from '../canal/errors.ts';
import { NetworkName } from '../canal/network-name.ts';
import { readRemoval } from '../canal/removal-request.ts';
import { requestKinds } from '../canal/requests.ts';
import type { Claims, Events, Run } from '../steps/ports.ts';
import type { ApiPorts } from './ports.ts';
import { removeNetwork } from './remove-network.ts';
import { startNetwork } from './start-network.ts';

/** Starts what an event on our bus asks for, through the same checks as the API. */
export const TakeRequest = {
  step: 'take-request',
  input: z.looseObject({
    id: z.string(),
    'detail-type': z.string(),
    account: z.string(),
    time: z.string(),
    detail: z.unknown(),
  }),
  output: z.strictObject({
    outcome: z.enum(['taken', 'refused', 'taken before']),
    network: z.exactOptional(z.string()),
  }),
  example: {
    id: '6a7e8feb-b491-4cf7-a9f1-bf3703467718',
    'detail-type': 'Network Requested',
    account: '111111111111',
    time: '2026-01-05T00:00:00Z',
    detail: { name: 'two-vpcs' },
  },
};

type Request = z.output<typeof TakeRequest.input>;

/** A claim outlives the function, and is free again when Lambda tries once more. */
const claimMs = 45_000;

/** A refused request is passed on to be corrected, if it is not larger than this. */
const mostBytes = 64 * 1024;

/**
 * One run, also for an event that is delivered twice. What can never be is told on the bus as refused. Throws what time
 * mends (StoreUnavailable): to be tried again.
 */
export async function takeRequest(
  request: Request,
  ports: Omit<ApiPorts, 'now'> & { claims: Claims; events: Events } & Run,
): Promise<z.input<typeof TakeRequest.output>> {
  const { claims, events } = ports;
  const key = `REQUEST#${request.id}`;
  const claimed = await claims.claim(key, ports.now() + claimMs);
  const name = nameOf(request.detail);
  const told = name === undefined ? {} : { network: name };
  if (claimed === 'settled') return { outcome: 'taken before', ...told };
  if (claimed === 'held') throw new CanalError('StoreUnavailable', `Event ${request.id} is being taken: try again.`);
  let outcome: 'taken' | 'refused' = 'taken';
  try {
    await start(request, ports);
  } catch (error) {
    if (!isLasting(error) || error.name === 'InvalidSettings') {
      await claims.release(key).catch(() => undefined);
      throw error;
    }
    outcome = 'refused';
    await events.publish([{ type: 'Network Request Refused', detail: refusal(request, error, name) }]);
  }
  await claims.settle(key);
  return { outcome, ...told };
}

async function start({ id, account, detail, ...rest }: Request, ports: ApiPorts): Promise<void> {
  const type = rest['detail-type'];
  const askedBy = `event ${id} of account ${account}`;
  if (type === 'Network Requested') await startNetwork(detail, askedBy, ports);
  else if (type === 'Network Removal Requested') await removeNetwork(readRemoval(detail), askedBy, ports);
  else {
    const known = Object.keys(requestKinds).map((kind) => `"${kind}"`);
    throw new CanalError(
      'InvalidInput',
      `"${type}" is nothing that can be asked for. Ask with the detail type ${known.join(' or ')}.`,
    );
  }
}

function nameOf(detail: unknown): string | undefined {
  const name = NetworkName.safeParse((detail as { name?: unknown } | null)?.name);
  return name.success ? name.data : undefined;
}

function refusal(request: Request, error: CanalError, name: string | undefined) {
  const { id, time, detail } = request;
  const small = Buffer.byteLength(JSON.stringify(detail) ?? '') <= mostBytes;
  return {
    requestId: id,
    requested: request['detail-type'],
    requestedAt: time,
    ...(name === undefined ? {} : { network: name }),
    error: error.name,
    message: error.message,
    faults: error.faults.map(({ name: fault, field, message }) => ({ error: fault, field, message })),
    ...(small ? { request: detail } : {}),
  };
}
