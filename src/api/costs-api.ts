import type { Bills, CostSettings, Ledger, Prices, Records, Run } from '../steps/ports.ts';
import { getBill } from './get-bill.ts';
import { getCosts } from './get-costs.ts';
import { withKnownQuery } from './known-query.ts';
import { listRates, putRate } from './rates.ts';

/** What the operations about costs are given. */
export interface CostPorts extends Run {
  readonly ledger: Ledger;
  readonly prices: Prices;
  readonly costs: CostSettings;
  readonly records: Records;
  readonly bills: Bills;
}

const query = ['month', 'by', 'timeZone'];
const taken = { 'GET /costs': query, 'GET /networks/{name}/costs': query, 'GET /costs/bill': ['month'] };

/** The operations about costs, by API Gateway's route key: a function of their own. */
export const costsApi = withKnownQuery<CostPorts>(taken, {
  'GET /costs': ({ query, accept }, ports) => getCosts(undefined, query, accept, ports),
  'GET /networks/{name}/costs': ({ path, query, accept }, ports) => getCosts(path.name ?? '', query, accept, ports),
  'GET /costs/bill': ({ query }, ports) => getBill(query, ports),
  'GET /rates': (_, ports) => listRates(ports),
  'PUT /rates': ({ body }, ports) => putRate(body, ports),
});
