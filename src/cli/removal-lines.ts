import { describeCost } from '../canal/cost.ts';
import type { NetworkView } from './api-shapes.ts';
import type { Paint } from './paint.ts';

/** What a removal will do to a network, as a person reads it before it is meant. */
export function removalLines(view: NetworkView, force: boolean, paint: Paint): string[] {
  const { vpg, peerings, airGroup, name } = view;
  const going = (made: boolean) => (made ? paint('red', '- delete') : '= keep');
  const routes = (count: number) => (count === 1 ? '1 route' : `${count} routes`);
  return [
    `${paint('bold', `Network ${name}`)} will be removed. What stops first is the SIMs' way to the VPCs.`,
    ...(airGroup
      ? [`  ~ restore SIM group ${airGroup.groupId}: what it had before, where our values still stand`]
      : []),
    ...peerings.flatMap(({ name: peering, peeringId, made, peerVpcId, routes: all }) => {
      const ours = all.filter((route) => route.made).length;
      return peeringId === undefined
        ? []
        : [`  ${going(made)} peering ${peering} ${peeringId} to ${peerVpcId}, with ${routes(ours)} of ours`];
    }),
    ...(vpg ? [`  ${going(vpg.made)} VPG ${vpg.vpgId}${vpg.made ? ': it cannot be brought back' : ' (adopted)'}`] : []),
    ...(force ? [paint('red', '  ! with force, groups and peerings of others on the VPG lose it')] : []),
    `It costs ${describeCost(view.cost)} until then.`,
  ];
}
