import { type Sim, settleSession } from '../world/sim.ts';
import type { World } from '../world/world.ts';
import { addressIn } from './cidr.ts';
import { notFound } from './errors.ts';

/** The SIM of an id; refuses an unknown one. */
export function simOf(world: World, simId: string): Sim {
  const sim = world.sims.get(simId);
  if (!sim) throw notFound('SIM', simId);
  return sim;
}

/** A SIM whose reconnection, if its time has come, has taken place. */
export function settled(world: World, sim: Sim): Sim {
  settleSession(sim, world.groups.get(sim.groupId ?? ''), world.clock.now());
  return sim;
}

/** A SIM as SORACOM shows it. */
export function simView(world: World, given: Sim) {
  const sim = settled(world, given);
  return {
    simId: sim.simId,
    operatorId: sim.operatorId,
    status: sim.status,
    ...(sim.groupId === undefined ? {} : { groupId: sim.groupId }),
    // A SIM always has the tag `name`, if only an empty one.
    tags: { name: '', ...sim.tags },
    type: 'uicc',
    moduleType: 'nano',
    activeProfileId: sim.simId,
    profiles: {
      [sim.simId]: {
        iccid: sim.simId,
        primaryImsi: sim.imsi,
        subscribers: { [sim.imsi]: { imsi: sim.imsi, subscription: sim.subscription } },
      },
    },
    sessionStatus: sessionView(world, sim),
    createdTime: sim.createdAt,
    lastModifiedTime: sim.lastModifiedAt,
  };
}

function sessionView(world: World, { imsi, session }: Sim) {
  if (!session) return { online: false };
  const vpg = world.vpgs.get(session.vpgId ?? '');
  return {
    online: true,
    imsi,
    dnsServers: session.dnsServers,
    ...(session.vpgId === undefined ? {} : { vpgId: session.vpgId }),
    // What a peered VPC sees the SIM's traffic come from.
    ...(vpg === undefined ? {} : { gatewayPrivateIpAddress: addressIn(vpg.vpgSubnetCidrRange, 4n) }),
    lastUpdatedAt: session.since,
  };
}
