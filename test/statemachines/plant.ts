import { type Answer, type Call, ok } from './rehearsal.ts';

/** The VPG of the rehearsed network. */
export const vpgId = '12345678-abcd-4abc-8abc-1234567890ab';

/** The VPG's own range. */
export const range = '100.67.0.0/24';

/** A network file with so many peerings: "p1", "p2" … */
export function plant(peerings: number, changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    name: 'plant',
    vpg: {
      type: 15,
      useInternetGateway: true,
      deviceSubnetCidrRange: '10.128.0.0/9',
      region: 'ap-northeast-1',
    },
    peerings: Array.from({ length: peerings }, (_, index) => peering(index + 1)),
    airGroup: { groupId: '00000000-0000-4000-8000-000000000001', dnsServers: ['10.1.0.53'] },
    reconnect: 'online',
    ...changes,
  };
}

function peering(n: number): Record<string, unknown> {
  return {
    name: `p${n}`,
    peerOwnerId: '111111111111',
    peerVpcId: `vpc-${String(n).padStart(8, '0')}`,
    peerRegion: 'ap-northeast-1',
    destinationCidrBlock: `10.${n}.0.0/16`,
    routeTables: { ids: [`rtb-${String(n).padStart(8, '0')}`] },
  };
}

/** What the file says of names. */
export const dns = { host: 'tokyo-1', zone: 'plant.internal', forward: 'none', records: [], reverse: [] };

/** A network as "Take place" completes it. */
function placed(network: { peerings: unknown[]; airGroup: object }): Record<string, unknown> {
  const more = { ...peering(60), name: 'dns-host', destinationCidrBlock: '10.60.64.0/28', routeTables: 'none' };
  return {
    ...network,
    peerings: [...network.peerings, more],
    airGroup: { ...network.airGroup, dnsServers: ['10.60.64.4'] },
  };
}

/** The id of a peering, by its name in the file. */
export const pcx = (name: string | undefined): string => `pcx-${name}`;

/** The peering of a name as one that is to go. */
export const leaving = (name: string) => ({
  name,
  peerOwnerId: '111111111111',
  peerVpcId: 'vpc-0000000a',
  peerRegion: 'ap-northeast-1',
  vpgId,
  peeringId: pcx(name),
  remove: true,
});

/** What each step answers when all goes well: nothing stands yet, and no SIM needs to be waited for. */
export function allWell({ step, payload, peering: name, nth }: Call): Answer {
  switch (step) {
    case 'confirm-run':
      return ok({ network: payload.network, run: 1 });
    case 'check-network':
    case 'check-range':
      return ok({ warnings: [] });
    case 'find-vpg':
      return ok({ status: 'absent', doubtful: false, warnings: [] });
    case 'create-vpg':
      return ok({ vpgId });
    case 'look-at-vpg':
      return ok({ status: 'running', ranges: [range] });
    case 'find-unwished':
      return ok({ peerings: [], groups: [], places: 0 });
    case 'remove-routes':
      return ok({ removed: 1, warnings: [] });
    case 'delete-peering':
      return ok({ status: 'asked' });
    case 'look-for-peering':
      return ok({ status: 'gone', warnings: [] });
    case 'restore-group':
      return ok({ status: 'restored', warnings: [] });
    case 'create-peering':
      return ok({ peeringId: pcx(name), made: true });
    case 'look-at-peering':
      return ok(nth === 1 ? { status: 'pending', ranges: [] } : { status: 'active', ranges: [range] });
    case 'accept-peering':
      return ok({ status: 'accepted' });
    case 'add-routes':
      return ok({ routes: [{ routeTableId: 'rtb-1', destinationCidrBlock: range, made: true }] });
    case 'set-group':
      return ok({ status: 'set' });
    case 'reconnect-sims':
      return ok({ progress: { ...payload.progress, listed: true }, next: 'done' });
    case 'finish-run':
      return ok({
        name: 'plant',
        state: 'ready',
        run: 1,
        vpgId,
        peerings: [],
        cost: { currency: 'JPY', perHour: 10, unknown: [] },
      });
    case 'take-place':
      return ok({ network: placed(payload.network) });
    case 'build-place':
      return ok({ status: nth === 1 ? 'attaching' : 'attached', ranges: [range], host: 'tokyo-1' });
    case 'publish-dns':
      return ok({ commandId: `command-${nth}` });
    case 'look-at-dns':
      return ok({ status: nth === 1 ? 'waiting' : 'delivered' });
    case 'leave-dns':
      return ok({ status: 'leaving', host: 'tokyo-1', commandId: `leave-${nth}` });
    case 'clear-place':
      return ok({ status: nth === 1 ? 'clearing' : 'clear' });
    case 'free-place':
      return ok({ status: 'free', left: 0 });
    case 'take-stock':
      return ok({ error: payload.failure.error, cause: `${payload.failure.step}, and stock was taken` });
    default:
      throw new Error(`Nobody stands in for ${step}.`);
  }
}
