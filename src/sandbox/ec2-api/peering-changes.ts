import { type Peering, peeringStatus } from '../world/peering.ts';
import { type Ec2Call, type Ec2Operations, endDryRun } from './call.ts';
import { invalidStateTransition, missingParameter, operationNotPermitted, Refusal } from './errors.ts';
import { allowsDns, isShown, optionsXml, peeringXml, visiblePeering } from './peering-connections.ts';
import type { XmlFields } from './xml.ts';

const id = 'VpcPeeringConnectionId';
const done: XmlFields = { return: true };

/** The peering to be changed. The accepter's owner gets OperationNotPermitted, not NotFound, in another Region. */
function peeringToChange(call: Ec2Call, verb: string): Peering {
  const wanted = call.parameters.required(id);
  const { accountId, region } = call.caller;
  const elsewhere = call.world.peerings.get(wanted);
  if (elsewhere?.peerOwnerId === accountId && elsewhere.peerRegion !== region && isShown(call, elsewhere)) {
    throw operationNotPermitted(`User ${accountId} cannot ${verb} peering ${wanted}`);
  }
  return visiblePeering(call, wanted);
}

function accept(call: Ec2Call): XmlFields {
  const peering = peeringToChange(call, 'accept');
  endDryRun(call);
  const status = peeringStatus(peering, call.now);
  if (status !== 'pending-acceptance') throw invalidStateTransition(peering.id, status, 'active');
  checkQuota(call, peering);
  peering.acceptedAt = call.now;
  peering.activeAt = call.now + call.world.behaviour.peeringActivationSeconds * 1000;
  return { vpcPeeringConnection: peeringXml(call, peering) };
}

function checkQuota({ world, now }: Ec2Call, { peerVpcId }: Peering): void {
  const most = world.behaviour.activePeeringsPerVpc;
  const active = world
    .peeringsOfVpc(peerVpcId)
    .filter((other) => ['provisioning', 'active'].includes(peeringStatus(other, now)));
  if (active.length < most) return;
  throw new Refusal(
    'ActiveVpcPeeringConnectionPerVpcLimitExceeded',
    `The maximum number of active VPC peering connections for ${peerVpcId} is ${most}.`,
  );
}

function reject(call: Ec2Call): XmlFields {
  const peering = peeringToChange(call, 'reject');
  endDryRun(call);
  const status = peeringStatus(peering, call.now);
  if (status !== 'pending-acceptance') throw invalidStateTransition(peering.id, status, 'rejected');
  peering.rejectedAt = call.now;
  return done;
}

function remove(call: Ec2Call): XmlFields {
  const peering = peeringToChange(call, 'delete');
  endDryRun(call);
  const status = peeringStatus(peering, call.now);
  // Only its requester may take back a request that waits; AWS's code for the accepter who tries is not established.
  if (status === 'pending-acceptance') {
    throw operationNotPermitted(`User ${call.caller.accountId} cannot delete peering ${peering.id}`);
  }
  if (status !== 'active') throw invalidStateTransition(peering.id, status, 'deleting');
  peering.deletedAt = call.now;
  peering.deletedBy = 'accepter';
  return done;
}

const accepterDns = 'AccepterPeeringConnectionOptions.AllowDnsResolutionFromRemoteVpc';
const requesterDns = 'RequesterPeeringConnectionOptions.AllowDnsResolutionFromRemoteVpc';

function modifyOptions(call: Ec2Call): XmlFields {
  const { parameters } = call;
  const peering = peeringToChange(call, 'modify');
  const [wanted, others] = [parameters.flag(accepterDns), parameters.flag(requesterDns)];
  if (others !== undefined) {
    throw operationNotPermitted(
      `User ${call.caller.accountId} cannot modify the requester's options of peering ${peering.id}`,
    );
  }
  if (wanted === undefined) throw missingParameter('AccepterPeeringConnectionOptions');
  endDryRun(call);
  if (peeringStatus(peering, call.now) !== 'active') {
    throw operationNotPermitted(
      `Peering ${peering.id} is not active. Peering options can be added only to active peerings.`,
    );
  }
  peering.accepterOptions = { allowDnsResolutionFromRemoteVpc: wanted };
  return { accepterPeeringConnectionOptions: optionsXml(allowsDns(peering)) };
}

const classicLink = ['Accepter', 'Requester'].flatMap((side) =>
  ['AllowEgressFromLocalClassicLinkToRemoteVpc', 'AllowEgressFromLocalVpcToRemoteClassicLink'].map(
    (option) => `${side}PeeringConnectionOptions.${option}`,
  ),
);

/** What an accepter can do with a peering: accept, reject, delete it, and modify its own side's options. */
export const peeringChanges: Ec2Operations = {
  AcceptVpcPeeringConnection: { parameters: [id], answer: accept },
  RejectVpcPeeringConnection: { parameters: [id], answer: reject },
  DeleteVpcPeeringConnection: { parameters: [id], answer: remove },
  ModifyVpcPeeringConnectionOptions: {
    parameters: [id, accepterDns, requesterDns],
    notImitated: classicLink,
    answer: modifyOptions,
  },
};
