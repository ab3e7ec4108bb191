import { TakeRequest, takeRequest } from '../src/api/take-request.ts';
import { eventBus } from '../src/events/live.ts';
import { executions } from '../src/executions/live.ts';
import { installation } from '../src/lambda/installation.ts';
import { lambda } from '../src/lambda/lambda.ts';
import { accountRegistry, claimStore, store } from '../src/store/live.ts';

const api = { records: store, runs: executions, accounts: accountRegistry, installation };

/** Serves the rule for events that ask for something. One run for each, or one refusal. */
export const handler = lambda(TakeRequest, takeRequest, { ...api, claims: claimStore, events: eventBus });
