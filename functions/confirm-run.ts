import { executions } from '../src/executions/live.ts';
import { lambda } from '../src/lambda/lambda.ts';
import { ConfirmRun, confirmRun } from '../src/steps/confirm-run.ts';
import { store } from '../src/store/live.ts';

/** Serves the state "Confirm run". Takes the network for this execution, or refuses a second run. */
export const handler = lambda(ConfirmRun, confirmRun, { records: store, executions });
