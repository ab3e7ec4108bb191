import { canonicalCidr } from './cidr.ts';
import type { Difference } from './drift.ts';
import { fewOf } from './few-of.ts';
import type { PeeringWish } from './peering-wish.ts';

const byRun = { mendedBy: 'run', command: 'canal up FILE' } as const;
const byPersonFirst = { mendedBy: 'person-first' } as const;

/**
 * The difference of a VPG that does not serve; undefined for one that does. `status` is absent for an unknown id, `adopts`
 * says whether the file names the VPG.
 */
export function vpgDifference(vpgId: string, status: string | undefined, adopts: boolean): Difference | undefined {
  if (status === undefined || ['terminating', 'terminated'].includes(status)) {
    const message = `VPG ${vpgId} is ${status ?? 'not there any more'}, and its peerings with it.`;
    const gone = { kind: 'vpg-gone', id: vpgId, message } as const;
    if (adopts) {
      const mend =
        'Name another VPG in vpg.vpgId, or leave it out to have one made; then start the network with that file.';
      return { ...gone, field: 'vpg.vpgId', mend, ...byPersonFirst };
    }
    const mend = 'Start the network again: it makes another VPG, which has a set-up fee, and all that hangs on it.';
    return { ...gone, field: 'vpg', mend, ...byRun };
  }
  if (status !== 'failed') return undefined;
  return {
    kind: 'vpg-failed',
    field: 'vpg',
    id: vpgId,
    message: `VPG ${vpgId} has failed at SORACOM.`,
    mend: adopts
      ? 'Look at SORACOM why, or name another VPG in vpg.vpgId.'
      : 'Terminate it at SORACOM, because it may still cost money, then start the network again.',
    ...byPersonFirst,
  };
}

/** What the rules need to know of a peering: as SORACOM has it, and as EC2 shows it. */
export interface PeeringFacts {
  readonly id: string;
  readonly destinationCidrBlock: string;
  /** Absent while EC2 does not show it. */
  readonly shown?: { readonly status: string; readonly accepterVpcId: string; readonly requesterOwnerId: string };
}

/** The difference of one wished peering; undefined for one that is active as wished. `field` is `peerings[0]`. */
export function peeringDifference(
  wish: PeeringWish,
  field: string,
  standing: PeeringFacts | undefined,
  { knownId, requesterId, made }: { knownId: string | undefined; requesterId: string | undefined; made: boolean },
): Difference | undefined {
  const to = `${wish.peerVpcId} of account ${wish.peerOwnerId}`;
  if (!standing) {
    const message = `The peering to ${to} is not at SORACOM any more.`;
    const mend = 'Start the network again: it makes another one, accepts it and leads the routes to it.';
    return { kind: 'peering-missing', field, id: knownId ?? wish.name, message, mend, ...byRun };
  }
  const { id, shown, destinationCidrBlock: stands } = standing;
  const about = { field, id } as const;
  if (shown && (shown.accepterVpcId !== wish.peerVpcId || (requesterId && shown.requesterOwnerId !== requesterId))) {
    const message = `Peering ${id} leads from account ${shown.requesterOwnerId} to ${shown.accepterVpcId}, not from SORACOM to ${to}.`;
    const mend = 'Find out who asked for it, delete it at SORACOM, then start the network again.';
    return { kind: 'peering-foreign', ...about, message, mend, ...byPersonFirst };
  }
  if (stands !== '' && (canonicalCidr(stands) ?? stands) !== wish.destinationCidrBlock) {
    const message = `Peering ${id} to ${to} stands with destinationCidrBlock ${stands}, the wish says ${wish.destinationCidrBlock}.`;
    const mend = 'SORACOM cannot change it: delete that peering there, then start the network again.';
    return { kind: 'peering-other-range', ...about, message, mend, ...byPersonFirst };
  }
  if (shown?.status === 'active') return undefined;
  if (shown && ['initiating-request', 'pending-acceptance', 'provisioning'].includes(shown.status)) {
    const message = `Peering ${id} to ${to} is ${shown.status}: it carries nothing yet, costs money, and a request expires after 7 days.`;
    const mend = 'Start the network again: it accepts the peering and waits for it.';
    return { kind: 'peering-waiting', ...about, message, mend, ...byRun };
  }
  const message = `Peering ${id} to ${to} is ${shown ? shown.status : 'not shown by EC2'}: it carries nothing, and SORACOM still has it.`;
  if (!made) {
    const mend = 'No run has made it, so none deletes it: delete it at SORACOM, then start the network again.';
    return { kind: 'peering-dead', ...about, message, mend, ...byPersonFirst };
  }
  const mend = 'Start the network again: it deletes the dead peering, makes another one and accepts it.';
  return { kind: 'peering-dead', ...about, message, mend, ...byRun };
}

/** What the rules need to know of a peering that hangs on a VPG. */
export interface HangingPeering {
  readonly id: string;
  readonly peerOwnerId: string;
  readonly peerVpcId: string;
}

/** The peerings on a VPG of ours that neither the wish nor a run of ours knows, one difference each. */
export function strangerDifferences(
  { vpgId, peerings }: { readonly vpgId: string; readonly peerings: readonly HangingPeering[] },
  wished: readonly { readonly peerVpcId: string }[],
  recorded: readonly { readonly peeringId?: string; readonly peerVpcId: string }[],
): Difference[] {
  const isKnown = ({ id, peerVpcId }: HangingPeering) =>
    wished.some((one) => one.peerVpcId === peerVpcId) ||
    recorded.some((one) => one.peeringId?.toLowerCase() === id.toLowerCase() || one.peerVpcId === peerVpcId);
  return peerings
    .filter((one) => !isKnown(one))
    .map(({ id, peerOwnerId, peerVpcId }) => ({
      kind: 'peering-foreign',
      field: 'peerings',
      id,
      message: `Peering ${id} leads from VPG ${vpgId} to ${peerVpcId} of account ${peerOwnerId}: neither the file nor a run of this network knows it. It is charged for, and the SIMs reach that VPC.`,
      mend: 'Find out who made it: a run leaves it as it is. If it belongs here, write it under peerings in the file; if not, delete it at SORACOM.',
      mendedBy: 'person',
    }));
}

/**
 * The differences of the group's keys, one each; `settings` is absent for a group that is not there. `other` is the living
 * VPG that the group was moved to, if a run of this wish may not take it from there.
 */
export function groupDifferences(
  groupId: string,
  settings: Readonly<Record<string, unknown>> | undefined,
  wished: Readonly<Record<string, unknown>>,
  other?: string,
): Difference[] {
  if (!settings) {
    const message = `Group ${groupId} does not exist at SORACOM any more.`;
    const mend = 'Name another group in airGroup.groupId, then start the network again.';
    return [{ kind: 'group-gone', field: 'airGroup.groupId', id: groupId, message, mend, ...byPersonFirst }];
  }
  return Object.entries(wished).flatMap(([key, value]): Difference[] => {
    const stands = settings[key];
    if (JSON.stringify(stands) === JSON.stringify(value)) return [];
    const field = key === 'dnsServers' ? 'airGroup.dnsServers' : 'airGroup.groupId';
    const shown = stands === undefined ? 'not set' : JSON.stringify(stands);
    const message = `Group ${groupId} has ${key} ${shown}, the wish says ${JSON.stringify(value)}.`;
    const about = { kind: 'group-changed', field, id: key, message } as const;
    if (other === undefined) return [{ ...about, mend: 'Start the network again: it sets the key.', ...byRun }];
    const mend = `Somebody has moved the group to another VPG. If it may be moved back, write "replaces: ${other}" under airGroup and start the network with that file.`;
    return [{ ...about, mend, ...byPersonFirst }];
  });
}

/** What the rules need to know of a SIM's session. */
export interface SessionFacts {
  readonly simId: string;
  readonly online: boolean;
  readonly vpgId?: string;
  readonly dnsServers: readonly string[];
}

/** Whether a SIM is online with settings that are not the network's. */
export function isElsewhere(sim: SessionFacts, vpgId: string, dnsServers: readonly string[]): boolean {
  return sim.online && (sim.vpgId !== vpgId || !dnsServers.every((server, index) => sim.dnsServers[index] === server));
}

/** One difference for all SIMs whose sessions run otherwise; undefined for none. */
export function simsDifference(
  groupId: string,
  elsewhere: readonly SessionFacts[],
  looked: number,
): Difference | undefined {
  if (elsewhere.length === 0) return undefined;
  const sims = fewOf(elsewhere.map(({ simId }) => simId));
  const vpgs = fewOf([...new Set(elsewhere.map(({ vpgId }) => (vpgId ? `VPG ${vpgId}` : 'no VPG')))]);
  const who = elsewhere.length === 1 ? '1 SIM of the group is' : `${elsewhere.length} SIMs of the group are`;
  return {
    kind: 'sims-elsewhere',
    field: 'airGroup.groupId',
    id: groupId,
    message: `${who} online with other settings than the network's (${sims}, on ${vpgs}), of ${looked} looked at.`,
    mend: 'Start the network again: it makes them reconnect.',
    ...byRun,
  };
}
