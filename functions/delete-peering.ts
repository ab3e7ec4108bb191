import { lambda } from '../src/lambda/lambda.ts';
import { billedSoracom } from '../src/soracom/live.ts';
import { DeletePeering, deletePeering } from '../src/steps/delete-peering.ts';
import { costLedger } from '../src/store/live.ts';

/** Serves the state "Delete peering". One that is not there counts as deleted. */
export const handler = lambda(DeletePeering, deletePeering, { soracom: billedSoracom(costLedger) });
