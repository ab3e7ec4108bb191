import { lambda } from '../src/lambda/lambda.ts';
import { FinishRemoval, finishRemoval } from '../src/steps/finish-removal.ts';
import { costLedger, priceTable, store } from '../src/store/live.ts';

/** Serves the state "Finish removal". */
export const handler = lambda(FinishRemoval, finishRemoval, {
  records: store,
  ledger: costLedger,
  prices: priceTable,
});
