import type { Prices } from '../steps/ports.ts';
import { deleteAccount } from './delete-account.ts';
import { getAccount } from './get-account.ts';
import { getNetwork } from './get-network.ts';
import { getNetworkAudit } from './get-network-audit.ts';
import { getNetworkEvents } from './get-network-events.ts';
import { getOpenApi } from './get-open-api.ts';
import { withKnownQuery } from './known-query.ts';
import { listAccounts } from './list-accounts.ts';
import { listNetworks } from './list-networks.ts';
import type { ApiPorts } from './ports.ts';
import type { Answer } from './problems.ts';
import { putAccount } from './put-account.ts';
import { readForce, removeNetwork } from './remove-network.ts';
import { startNetwork } from './start-network.ts';

/** A request of the HTTP API, free of API Gateway's shape. */
export interface ApiRequest {
  readonly path: Readonly<Record<string, string | undefined>>;
  readonly query: Readonly<Record<string, string | undefined>>;
  /** The JSON body, parsed; undefined when there is none. */
  readonly body: unknown;
  /** Who asks, as far as API Gateway knows. */
  readonly askedBy: string;
  /** The header Accept. */
  readonly accept?: string;
}

/** One operation of the HTTP API. */
export type Operation<Ports> = (request: ApiRequest, ports: Ports) => Promise<Answer>;

/** The query parameters of the operations that take any. */
const taken = {
  'GET /networks': ['cursor'],
  'DELETE /networks/{name}': ['force'],
  'GET /networks/{name}/events': ['cursor'],
  'GET /accounts': ['cursor'],
};

/** The operations by API Gateway's route key; serverless.yml has the same routes. */
export const networkApi = withKnownQuery<ApiPorts & { prices: Prices }>(taken, {
  'POST /networks': ({ body, askedBy }, ports) => startNetwork(body, askedBy, ports),
  'GET /networks': ({ query }, ports) => listNetworks(query.cursor, ports),
  'GET /networks/{name}': ({ path }, ports) => getNetwork(path.name ?? '', ports),
  'DELETE /networks/{name}': ({ path, query, askedBy }, ports) =>
    removeNetwork({ name: path.name ?? '', force: readForce(query.force) }, askedBy, ports),
  'GET /networks/{name}/events': ({ path, query }, ports) => getNetworkEvents(path.name ?? '', query.cursor, ports),
  'GET /networks/{name}/audit': ({ path }, ports) => getNetworkAudit(path.name ?? '', ports),
  'GET /accounts': ({ query }, ports) => listAccounts(query.cursor, ports),
  'GET /accounts/{id}': ({ path }, ports) => getAccount(path.id ?? '', ports),
  'PUT /accounts/{id}': ({ path, body, askedBy }, ports) => putAccount(path.id ?? '', body, askedBy, ports),
  'DELETE /accounts/{id}': ({ path }, ports) => deleteAccount(path.id ?? '', ports),
  'GET /openapi.json': () => getOpenApi(),
});
