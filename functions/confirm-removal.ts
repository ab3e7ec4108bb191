import { executions } from '../src/executions/live.ts';
import { lambda } from '../src/lambda/lambda.ts';
import { ConfirmRemoval, confirmRemoval } from '../src/steps/confirm-removal.ts';
import { store } from '../src/store/live.ts';

/** Serves the state "Confirm removal". */
export const handler = lambda(ConfirmRemoval, confirmRemoval, { records: store, executions });
