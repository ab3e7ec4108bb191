import * as z from 'zod/mini';
import { isDoubtful, vpgDoubtMs } from '../canal/doubt.ts';
import { faultsError } from '../canal/errors.ts';
import { Network } from '../canal/network.ts';
import { seenVpg } from '../canal/seen-lines.ts';
import type { Ledger, Records, Run } from './ports.ts';
import { exampleNetwork, WarningShape } from './shapes.ts';
import { vpgChoiceFaults } from './vpg-checks.ts';
import { lookForVpg, type SearchPorts } from './vpg-search.ts';

/** Says which VPG is the network's, if one stands. */
export const FindVpg = {
  step: 'find-vpg',
  input: z.strictObject({ network: Network }),
  output: z.discriminatedUnion('status', [
    z.strictObject({
      status: z.literal('absent'),
      /** True while one that an earlier try asked for may still turn up. */
      doubtful: z.boolean(),
      warnings: z.array(WarningShape),
    }),
    z.strictObject({
      status: z.literal('standing'),
      vpgId: z.string(),
      made: z.boolean(),
      warnings: z.array(WarningShape),
    }),
  ]),
  example: { network: exampleNetwork },
};

/**
 * Finds the VPG that the file adopts, or the one that carries the network's two tags. Terminating and terminated ones
 * count as absent; absence is doubtful while one that was asked for may still turn up. One of ours that the record does not
 * know is told to the cost ledger: the answer to its creation was lost. Throws NotFound for an adopted one that is not there and VpgConflict for one that cannot be used.
 */
export async function findVpg(
  { network }: z.output<typeof FindVpg.input>,
  ports: SearchPorts & { records: Records; ledger: Pick<Ledger, 'addLines'> } & Run,
): Promise<z.input<typeof FindVpg.output>> {
  const record = await ports.records.network(network.name);
  const { vpg, made, faults, warnings } = await lookForVpg(network, ports, record?.vpg?.vpgId);
  const [first, ...rest] = [...(await vpgChoiceFaults(network, record, ports.soracom)), ...faults];
  if (first) throw faultsError('The VPG cannot be used', [first, ...rest]);
  if (vpg && made && record?.vpg?.vpgId !== vpg.vpgId) await ports.ledger.addLines([seenVpg(vpg, network.name)]);
  if (vpg) return { status: 'standing', vpgId: vpg.vpgId, made, warnings };
  return { status: 'absent', doubtful: isDoubtful(record?.vpgAskedAt, ports.now(), vpgDoubtMs), warnings };
}
