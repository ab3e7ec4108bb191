import { lambda } from '../src/lambda/lambda.ts';
import { FinishRun, finishRun } from '../src/steps/finish-run.ts';
import { priceTable as prices, store } from '../src/store/live.ts';

/** Serves the state "Finish run". The record says ready. */
export const handler = lambda(FinishRun, finishRun, { records: store, prices });
