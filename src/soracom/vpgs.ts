import * as z from 'zod/mini';
import { madeOnce } from '../canal/made-once.ts';
import type { Soracom, Vpg, VpgPeering } from '../steps/ports.ts';
import { at, type Call } from './exchange.ts';
import type { Operation } from './operations.ts';
import { find, succeed, understood } from './request.ts';
import type { Session } from './session.ts';

// Lenient on purpose: unknown fields are passed over, null is absence, status is an open union.
const text = () => z.nullish(z.string());
const Peering = madeOnce(() =>
  z.object({
    id: text(),
    peerOwnerId: text(),
    peerVpcId: text(),
    peerRegion: text(),
    destinationCidrBlock: text(),
  }),
);

const VpgAnswer = madeOnce(() =>
  z.object({
    vpgId: z.string().check(z.minLength(1)),
    status: z.string(),
    type: z.number(),
    useInternetGateway: z.nullish(z.boolean()),
    deviceSubnetCidrRange: text(),
    ueSubnetCidrRange: text(), // the same by its older name
    vpgSubnetCidrRange: text(),
    placement: z.nullish(z.object({ region: text() })),
    createdTime: z.number(),
    lastModifiedTime: z.nullish(z.number()),
    sessionStats: z.nullish(z.object({ online: z.nullish(z.number()) })),
    tags: z.nullish(z.record(z.string(), z.nullable(z.string()))),
    // The official file says a map of strings, answers show a map of objects.
    vpcPeeringConnections: z.nullish(z.record(z.string(), z.union([Peering(), z.string()]))),
  }),
);

const NewPeering = madeOnce(() => z.extend(Peering(), { id: z.string().check(z.minLength(1)) }));

/** VPGs and their peerings. */
export function vpgs(
  session: Session,
): Pick<Soracom, 'vpg' | 'vpgsTagged' | 'allVpgs' | 'createVpg' | 'createPeering' | 'deletePeering' | 'terminateVpg'> {
  return {
    async vpg(vpgId) {
      const call: Call<Operation> = {
        operation: 'VirtualPrivateGateway:getVirtualPrivateGateway',
        method: 'GET',
        path: at`/virtual_private_gateways/${vpgId}`,
      };
      const answer = await find(session, call);
      return answer && vpgOf(understood(call, answer, VpgAnswer()));
    },

    vpgsTagged: (tagName, tagValue) =>
      list(session, { tag_name: tagName, tag_value: tagValue, tag_value_match_mode: 'exact' }),

    allVpgs: () => list(session, {}),

    async createVpg(wish, tags) {
      const call: Call<Operation> = {
        operation: 'VirtualPrivateGateway:createVirtualPrivateGateway',
        method: 'POST',
        path: '/virtual_private_gateways',
        body: {
          type: wish.type,
          useInternetGateway: wish.useInternetGateway,
          deviceSubnetCidrRange: wish.deviceSubnetCidrRange,
          placement: { region: wish.region },
          tags,
        },
      };
      return vpgOf(understood(call, await succeed(session, call), VpgAnswer()));
    },

    async createPeering(vpgId, wish) {
      const { peerOwnerId, peerVpcId, peerRegion, destinationCidrBlock } = wish;
      const call: Call<Operation> = {
        operation: 'VirtualPrivateGateway:createVpcPeeringConnection',
        method: 'POST',
        path: at`/virtual_private_gateways/${vpgId}/vpc_peering_connections`,
        body: { peerOwnerId, peerVpcId, peerRegion, destinationCidrBlock },
      };
      const peering = understood(call, await succeed(session, call), NewPeering());
      return peeringOf(peering.id, peering);
    },

    async deletePeering(vpgId, peeringId) {
      await find(session, {
        operation: 'VirtualPrivateGateway:deleteVpcPeeringConnection',
        method: 'DELETE',
        path: at`/virtual_private_gateways/${vpgId}/vpc_peering_connections/${peeringId}`,
      });
    },

    async terminateVpg(vpgId) {
      await find(session, {
        operation: 'VirtualPrivateGateway:terminateVirtualPrivateGateway',
        method: 'POST',
        path: at`/virtual_private_gateways/${vpgId}/terminate`,
      });
    },
  };
}

/** The VPGs that a query finds, page by page. */
async function list(session: Session, query: Readonly<Record<string, string>>): Promise<Vpg[]> {
  const found: Vpg[] = [];
  let from: string | undefined;
  do {
    const call: Call<Operation> = {
      operation: 'VirtualPrivateGateway:listVirtualPrivateGateways',
      method: 'GET',
      path: '/virtual_private_gateways',
      query: { ...query, limit: '100', ...(from === undefined ? {} : { last_evaluated_key: from }) },
    };
    const answer = await succeed(session, call);
    found.push(...understood(call, answer, z.array(VpgAnswer())).map(vpgOf));
    from = answer.nextKey;
  } while (from !== undefined);
  return found;
}

function vpgOf(vpg: z.output<ReturnType<typeof VpgAnswer>>): Vpg {
  const region = vpg.placement?.region;
  const online = vpg.sessionStats?.online ?? undefined;
  return {
    vpgId: vpg.vpgId,
    status: vpg.status,
    type: vpg.type,
    // Old VPGs do not tell these two; what they were created with then is the API's default.
    useInternetGateway: vpg.useInternetGateway ?? true,
    deviceSubnetCidrRange: vpg.deviceSubnetCidrRange ?? vpg.ueSubnetCidrRange ?? '10.128.0.0/9',
    ...(vpg.vpgSubnetCidrRange ? { vpgSubnetCidrRange: vpg.vpgSubnetCidrRange } : {}),
    ...(region ? { region } : {}),
    createdTime: vpg.createdTime,
    ...(vpg.lastModifiedTime ? { lastModifiedTime: vpg.lastModifiedTime } : {}),
    ...(online === undefined ? {} : { onlineSessions: online }),
    tags: Object.fromEntries(Object.entries(vpg.tags ?? {}).map(([name, value]) => [name, value ?? ''])),
    peerings: Object.entries(vpg.vpcPeeringConnections ?? {}).map(([id, peering]) =>
      peeringOf(id, typeof peering === 'string' ? {} : peering),
    ),
  };
}

/** What SORACOM does not tell of a peering is empty; its id is always known. */
function peeringOf(id: string, peering: Partial<z.output<ReturnType<typeof Peering>>>): VpgPeering {
  return {
    id: peering.id ?? id,
    peerOwnerId: peering.peerOwnerId ?? '',
    peerVpcId: peering.peerVpcId ?? '',
    ...(peering.peerRegion ? { peerRegion: peering.peerRegion } : {}),
    destinationCidrBlock: peering.destinationCidrBlock ?? '',
  };
}
