import { installation } from '../src/lambda/installation.ts';
import { lambda } from '../src/lambda/lambda.ts';
import { soracom } from '../src/soracom/live.ts';
import { FindVpg, findVpg } from '../src/steps/find-vpg.ts';
import { costLedger as ledger, priceTable as prices, store } from '../src/store/live.ts';

/** Serves the state "Find VPG". Adopts what the file names. */
export const handler = lambda(FindVpg, findVpg, { soracom, installation, prices, records: store, ledger });
