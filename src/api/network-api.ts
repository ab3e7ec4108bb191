import { getNetwork } from './get-network.ts';
import { getNetworkAudit } from './get-network-audit.ts';
import { getNetworkEvents } from './get-network-events.ts';
import { listNetworks } from './list-networks.ts';
import type { ApiPorts } from './ports.ts';
import type { Answer } from './problems.ts';
import { startNetwork } from './start-network.ts';

/** A request of the HTTP API, free of API Gateway's shape. */
export interface ApiRequest {
  readonly path: Readonly<Record<string, string | undefined>>;
  readonly query: Readonly<Record<string, string | undefined>>;
  /** The JSON body, parsed; undefined when there is none. */
  readonly body: unknown;
  /** Who asks, as far as API Gateway knows. */
  readonly askedBy: string;
}

/** One operation of the HTTP API. */
export type Operation = (request: ApiRequest, ports: ApiPorts) => Promise<Answer>;

/** The operations by API Gateway's route key; serverless.yml has the same routes. */
export const networkApi: Readonly<Record<string, Operation>> = {
  'POST /networks': ({ body, askedBy }, ports) => startNetwork(body, askedBy, ports),
  'GET /networks': ({ query }, ports) => listNetworks(query.cursor, ports),
  'GET /networks/{name}': ({ path }, ports) => getNetwork(path.name ?? '', ports),
  'GET /networks/{name}/events': ({ path, query }, ports) => getNetworkEvents(path.name ?? '', query.cursor, ports),
  'GET /networks/{name}/audit': ({ path }, ports) => getNetworkAudit(path.name ?? '', ports),
};
