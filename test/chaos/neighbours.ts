import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { defaultWorldFile } from '../support/scenario.ts';
import type { ChaosCase } from './chaos-case.ts';
import { app } from './subject.ts';

/** Where somebody leads a route of ours. */
export const taker = 'tgw-0bad000000000bad0';
/** The range of the first VPG that the sandbox makes: the foreign one of this world has it, ours the next. */
export const firstRange = '100.67.1.0/24';

/** A world with neighbours: a VPG of another installation, a foreign route, perhaps one where ours belongs. */
export function worldFile({ behaviour, routeInTheWay }: ChaosCase): Record<string, unknown> {
  const file = defaultWorldFile() as { accounts: { vpcs: { routeTables: { routes?: object[] }[] }[] }[] };
  const [main, other] = file.accounts[0]?.vpcs[0]?.routeTables ?? [];
  const foreign = { destinationCidrBlock: '100.99.0.0/24', transitGatewayId: 'tgw-0a1111111111111a1' };
  other?.routes?.push(foreign);
  if (main && routeInTheWay) main.routes = [{ ...foreign, destinationCidrBlock: firstRange }];
  const tags = { 'canal:network': 'two-vpcs', 'canal:stack': '999999999999/ap-northeast-1/prod' };
  return { ...file, behaviour, vpgs: [{ vpgId: 'cccccccc-0000-4000-8000-00000000000c', tags }] };
}

/** Somebody asks for a peering with our VPC, and hopes that we accept it. */
export function addPhisher({ world, clock }: Sandbox): void {
  const id = 'pcx-0bad000000000bad0';
  const peer = { peerOwnerId: '111111111111', peerVpcId: app, peerRegion: 'ap-northeast-1' };
  const [region, cidrBlock] = [peer.peerRegion, '10.66.0.0/16'];
  world.peerings.set(id, {
    id,
    vpgId: 'nobody',
    ...peer,
    destinationCidrBlock: cidrBlock,
    requester: { ownerId: '666666666666', vpcId: 'vpc-0bad000000000bad0', region, cidrBlock },
    createdAt: clock.now(),
    visibleAt: clock.now(),
    expiresAt: clock.now() + 30 * 86_400_000,
    accepterTags: new Map(),
  });
}
