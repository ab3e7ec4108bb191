import type * as z from 'zod/mini';
import type { PeeringRecord } from '../../src/canal/record.ts';
import type { LeavingItem } from '../../src/steps/leaving-shapes.ts';
import { execution } from './items.ts';
import {
  type Ec2World,
  ec2World,
  installation,
  peerAccountsPort,
  recordsPort,
  type SoracomWorld,
  soracomPort,
  soracomWorld,
  type Table,
  table,
  vpg,
  vpgId,
  wire,
} from './ports.ts';

/** The peering "app" of the network "plant" as it stands at SORACOM. */
export const standing = (changes: Partial<ReturnType<typeof vpg>['peerings'][number]> = {}) => ({
  id: 'pcx-1',
  peerOwnerId: '111111111111',
  peerVpcId: 'vpc-0000000a',
  destinationCidrBlock: '172.21.0.0/16',
  ...changes,
});

/** The record of that peering, which we have made. */
export const known = (changes: Partial<PeeringRecord> = {}): PeeringRecord => ({
  name: 'app',
  made: true,
  since: 0,
  peeringId: 'pcx-1',
  peerOwnerId: '111111111111',
  peerVpcId: 'vpc-0000000a',
  peerRegion: 'ap-northeast-1',
  destinationCidrBlock: '172.21.0.0/16',
  routes: [],
  ...changes,
});

/** The same as an item of the Map that disconnects peerings. */
export const leavingItem = (
  changes: Partial<z.output<typeof LeavingItem>['peering']> = {},
  force = false,
): z.output<typeof LeavingItem> => ({
  network: 'plant',
  execution,
  force,
  peering: {
    name: 'app',
    peerOwnerId: '111111111111',
    peerVpcId: 'vpc-0000000a',
    peerRegion: 'ap-northeast-1',
    vpgId,
    peeringId: 'pcx-1',
    remove: true,
    ...changes,
  },
});

/** A world in which "plant" has a VPG with a peering, and the ports over it. */
export function removalSetting(
  given: { soracom?: Partial<SoracomWorld>; ec2?: Partial<Ec2World>; table?: Table; peerings?: PeeringRecord[] } = {},
) {
  const to = wire();
  const world = soracomWorld({ vpgs: [vpg({ peerings: [standing()] })], ...given.soracom });
  const ec2 = ec2World(given.ec2);
  const held = given.table ?? table();
  for (const one of given.peerings ?? [known()]) held.peerings.set(`plant/${one.name}`, one);
  const clock = { now: 1_000_000 };
  const ports = {
    soracom: soracomPort(world, to),
    records: recordsPort(held, to),
    peerAccounts: peerAccountsPort({ '111111111111/ap-northeast-1': ec2 }, to),
    installation: installation(),
    now: () => clock.now,
  };
  return { to, world, ec2, held, clock, ports };
}
