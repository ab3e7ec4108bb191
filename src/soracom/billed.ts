import { CanalError } from '../canal/errors.ts';
import type { LedgerEntry } from '../canal/ledger.ts';
import { seenPeering, seenVpg } from '../canal/seen-lines.ts';
import type { Opening } from '../lambda/surroundings.ts';
import type { Ledger, Soracom } from '../steps/ports.ts';

/**
 * SORACOM whose calls that begin or end a fee are written into the cost ledger once they have returned. A peering begins when
 * it was asked for and ends when its deletion was answered: so the ledger's hours are never fewer than SORACOM's. What ends is
 * told as seen as well, because the answer to its creation may have been lost. A line that cannot be written stops nobody: the
 * next cost report sees what stands.
 */
export function billed(soracom: Soracom, ledger: Ledger, { now, log }: Opening): Soracom {
  const note = async (line: LedgerEntry): Promise<void> => {
    try {
      await ledger.addLines([line]);
    } catch (error) {
      if (!(error instanceof CanalError)) throw error;
      log({
        level: 'error',
        code: 'LEDGER_LINE_LOST',
        id: line.id,
        what: line.what,
        error: error.name,
        message: error.message,
      });
    }
  };
  return {
    ...soracom,

    async createVpg(wish, tags) {
      const vpg = await soracom.createVpg(wish, tags);
      const { vpgId, type: vpgType, createdTime: at } = vpg;
      const network = tags['canal:network'];
      const owner = network === undefined ? {} : { network };
      await note({ thing: 'vpg', id: vpgId, vpgId, vpgType, ...owner, what: 'opened', at, source: 'workflow' });
      return vpg;
    },

    async createPeering(vpgId, wish, network) {
      const at = now();
      const peering = await soracom.createPeering(vpgId, wish, network);
      const owner = network === undefined ? {} : { network };
      await note({ thing: 'peering', id: peering.id, vpgId, ...owner, what: 'opened', at, source: 'workflow' });
      return peering;
    },

    async deletePeering(vpgId, id, of) {
      const owner = of === undefined ? {} : { network: of.network };
      await note(seenPeering({ id, vpgId, ...owner }, of?.askedAt, now()));
      await soracom.deletePeering(vpgId, id);
      await note({ thing: 'peering', id, vpgId, what: 'closed', at: now(), source: 'workflow' });
    },

    async terminateVpg(vpgId) {
      const vpg = await soracom.vpg(vpgId);
      if (vpg) {
        await note(seenVpg(vpg, vpg.tags['canal:network']));
        for (const { id } of vpg.peerings) await note(seenPeering({ id, vpgId }, undefined, now()));
      }
      await soracom.terminateVpg(vpgId);
      await note({ thing: 'vpg', id: vpgId, vpgId, what: 'closed', at: now(), source: 'workflow' });
    },
  };
}
