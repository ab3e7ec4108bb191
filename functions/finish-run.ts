import { installation } from '../src/lambda/installation.ts';
import { lambda } from '../src/lambda/lambda.ts';
import { FinishRun, finishRun } from '../src/steps/finish-run.ts';
import { store } from '../src/store/live.ts';

/** Serves the state "Finish run". The record says ready. */
export const handler = lambda(FinishRun, finishRun, { records: store, installation });
