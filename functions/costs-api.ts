import { costsApi } from '../src/api/costs-api.ts';
import { costSettings } from '../src/lambda/cost-settings.ts';
import { httpApi } from '../src/lambda/http-api.ts';
import { soracomBills } from '../src/soracom/live.ts';
import { costLedger, priceTable, store } from '../src/store/live.ts';

/** Serves costs over the HTTP API: of a month, of a network, beside SORACOM's bill; and the rates. */
export const handler = httpApi('costs-api', costsApi, {
  ledger: costLedger,
  prices: priceTable,
  costs: costSettings,
  records: store,
  bills: soracomBills,
});
