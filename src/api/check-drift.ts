import { checkForDrift, type DriftPorts } from '../steps/drift-checks.ts';
import type { Run } from '../steps/ports.ts';
import { knownNetwork } from './get-network.ts';
import type { Answer } from './problems.ts';

/**
 * POST /networks/{name}/check: compares wish, record and world. 200 with each difference and its mend, and what was not looked at; nothing is changed
 * but what the record says of it. Throws NotFound, NetworkBusy while a run is in progress, and what the vendors throw.
 */
export async function checkDrift(name: string, ports: DriftPorts & Run): Promise<Answer> {
  const record = await knownNetwork(name, ports);
  const { checkedAt, lookedAt, notLookedAt, drift } = await checkForDrift(record, `check-${name}`, ports);
  return {
    status: 200,
    body: {
      name,
      stack: ports.installation.stack,
      asWished: drift === undefined,
      checkedAt: new Date(checkedAt).toISOString(),
      ...(drift ? { since: new Date(drift.since).toISOString() } : {}),
      differences: drift?.differences ?? [],
      more: drift?.more ?? 0,
      lookedAt,
      notLookedAt,
    },
  };
}
