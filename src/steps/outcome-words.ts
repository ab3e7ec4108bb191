import { describeCost } from '../canal/cost.ts';
import type { CanalEvent } from '../canal/events.ts';
import { describeTotal } from '../canal/total-cost.ts';

/** The events that people are told of in words. */
export type Outcome = Extract<
  CanalEvent,
  { type: 'Network Ready' | 'Network Failed' | 'Network Removed' | 'Peering Expiring' }
>;

/** What people are told of an event of ours, as a subject and plain sentences. */
export function outcomeWords(event: Outcome): { subject: string; text: string } {
  const { type, detail } = event;
  if (type === 'Network Ready') {
    const peerings = detail.peerings.map(({ name, peeringId }) => `${name} (${peeringId})`).join(', ');
    const cost = describeCost({ ...detail.cost, taxExclusive: true });
    return {
      subject: `Network "${detail.network}" is ready`,
      text: told([
        `The SIMs reach the VPCs as the file wishes: VPG ${detail.vpgId}, peerings ${peerings}.`,
        `It costs ${cost}, until it is removed.`,
        `Execution: ${detail.executionArn}`,
      ]),
    };
  }
  if (type === 'Network Removed') {
    return {
      subject: `Network "${detail.network}" is removed`,
      text: told([
        'What was made for it is gone, and costs nothing any more.',
        ...(detail.cost ? [`In all, it has cost ${describeTotal(detail.cost)}.`] : []),
        `Execution: ${detail.executionArn}`,
      ]),
    };
  }
  if (type === 'Network Failed') {
    return { subject: failedSubject(detail), text: told([detail.message, `Execution: ${detail.executionArn}`]) };
  }
  return {
    subject: `Network "${detail.network}": the request of peering "${detail.peering}" ends soon`,
    text: told([
      `Nobody has accepted peering ${detail.peeringId} to ${detail.peerVpcId} of account ${detail.peerOwnerId} in ${detail.peerRegion}; its request ends at ${detail.expiresAt}, and it is charged until it is deleted.`,
      'Next: Start the network again, which accepts it; or accept it in the account that owns the VPC; or remove the network.',
    ]),
  };
}

/** What has failed: the network, its removal, or a run beside another one that goes on, which is no failure of the network. */
function failedSubject({
  network,
  kind,
  status,
  error,
}: Extract<Outcome, { type: 'Network Failed' }>['detail']): string {
  const which = network === undefined ? 'a network' : `network "${network}"`;
  const ending = status === 'ABORTED' ? 'was stopped' : `has failed: ${error}`;
  const what = kind === 'remove' ? `the removal of ${which}` : which;
  const subject = error === 'NetworkBusy' ? `a further run for ${what} was refused: ${error}` : `${what} ${ending}`;
  return subject.charAt(0).toUpperCase() + subject.slice(1);
}

const told = (lines: readonly string[]): string => lines.join('\n');
