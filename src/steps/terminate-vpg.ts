import * as z from 'zod/mini';
import { foreignUse, mayBreak } from './foreign-use.ts';
import type { Installation, Soracom } from './ports.ts';
import { exampleVpgId, WarningShape } from './shapes.ts';
import { isAlive, isOurs } from './vpg-search.ts';

/** Terminates a VPG that we have made, for good. */
export const TerminateVpg = {
  step: 'terminate-vpg',
  input: z.strictObject({ network: z.string(), vpgId: z.string(), force: z.boolean() }),
  output: z.strictObject({
    /** "creating": SORACOM terminates it only once it runs. */
    status: z.enum(['asked', 'creating', 'kept']),
    warnings: z.array(WarningShape),
  }),
  example: { network: 'two-vpcs', vpgId: exampleVpgId, force: false },
};

/**
 * Asks for the termination if the VPG carries our two tags; one that does not is kept, one that is going or gone counts as
 * asked. Throws VpgInUse while a group is set to it or a peering hangs on it; with force that is a warning.
 */
export async function terminateVpg(
  { network, vpgId, force }: z.output<typeof TerminateVpg.input>,
  { soracom, installation }: { soracom: Soracom; installation: Installation },
): Promise<z.input<typeof TerminateVpg.output>> {
  const vpg = await soracom.vpg(vpgId);
  if (!vpg || !isAlive(vpg)) return { status: 'asked', warnings: [] };
  if (!isOurs(vpg, network, installation.stack)) return { status: 'kept', warnings: [] };
  if (vpg.status === 'creating') return { status: 'creating', warnings: [] };
  const uses = await foreignUse(vpg, { groupIds: [], isOwn: () => false }, soracom);
  const warnings = mayBreak(vpgId, uses, force);
  await soracom.terminateVpg(vpgId);
  return { status: 'asked', warnings };
}
