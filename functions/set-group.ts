import { lambda } from '../src/lambda/lambda.ts';
import { soracom } from '../src/soracom/live.ts';
import { SetGroup, setGroup } from '../src/steps/set-group.ts';
import { store } from '../src/store/live.ts';

/** Serves the state "Set group". Keeps the prior values first. */
export const handler = lambda(SetGroup, setGroup, { soracom, records: store });
