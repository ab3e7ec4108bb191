import type * as z from 'zod/mini';
import { Network } from './network.ts';
import { RemovalRequest } from './removal-request.ts';

/** The source of events that ask us for something; whoever may put events of it may start networks. */
export const requestSource = 'canal.network';

/** Every event that others may ask with, by its detail type: when, and the shape of its detail. */
export const requestKinds = {
  'Network Requested': {
    source: requestSource,
    when: 'Somebody wishes a network: the detail is the network file as JSON. The same checks as for POST /networks.',
    detail: () => Network,
  },
  'Network Removal Requested': {
    source: requestSource,
    when: 'Somebody wishes a network to be removed. The same checks as for DELETE /networks/{name}.',
    detail: RemovalRequest,
  },
} as const satisfies Record<string, { source: string; when: string; detail: () => z.ZodMiniType }>;
