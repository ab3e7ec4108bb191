import type { Pricing } from '../canal/metering.ts';
import type { NetworkRecord } from '../canal/record.ts';
import type { Prices } from '../steps/ports.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { viewOf } from './get-network.ts';
import type { ApiPorts } from './ports.ts';
import type { Answer } from './problems.ts';

/** How many networks a page tells of: each is read by itself. */
const pageSize = 25;

/**
 * GET /networks: name, state, newest run and cost per hour of each network, by name, in pages of 25. `cursor` is opaque
 * and there only while more may follow.
 */
export async function listNetworks(cursor: string | undefined, ports: ApiPorts & { prices: Prices }): Promise<Answer> {
  const after = readCursor(cursor, /^[a-z][a-z0-9-]{0,39}$/)?.[0];
  const pricing = await ports.prices.pricing();
  const names = await ports.records.networkNames(after, pageSize);
  const networks = await Promise.all(
    names.map(async (name) => {
      const record = await ports.records.network(name);
      return record ? [await summaryOf(record, ports, pricing)] : [];
    }),
  );
  const last = names.length === pageSize ? names.at(-1) : undefined;
  return {
    status: 200,
    body: { networks: networks.flat(), ...(last === undefined ? {} : { cursor: writeCursor(last) }) },
  };
}

async function summaryOf(record: NetworkRecord, ports: ApiPorts, pricing: Pricing) {
  const { name, state, cost, run } = await viewOf(record, ports, pricing);
  return { name, state, cost, ...(run ? { run } : {}) };
}
