import { describeCost } from '../canal/cost.ts';
import type { NetworkView } from './api-shapes.ts';
import type { Paint } from './paint.ts';
import type { RemovalPlan } from './plan-shapes.ts';

/** What stands in the way of a removal: what stops it, or with force what is broken, thing by thing; nothing if nothing does. */
export function inTheWayLines({ inTheWay, warnings }: RemovalPlan, force: boolean, paint: Paint): string[] {
  const stops = 'In the way of the removal, which stops there; --force breaks it:';
  const head = paint(force ? 'red' : 'bold', force ? 'With --force, this is broken:' : stops);
  return [
    ...(inTheWay.length > 0 ? [head, ...inTheWay.map(({ message }) => `  ${paint('red', '!')} ${message}`)] : []),
    ...warnings.map(({ message }) => `  ${paint('yellow', '!')} ${message}`),
  ];
}

/** The places on DNS hosts that a removal gives back. */
export const placeLines = ({ places }: RemovalPlan, paint: Paint): string[] =>
  places.map(
    ({ host, address }) => `  ${paint('red', '- give back')} place ${address} on DNS host ${host}, with its names`,
  );

/** What a removal will do to a network, as a person reads it before it is meant. */
export function removalLines(view: NetworkView, paint: Paint): string[] {
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
    `It costs ${describeCost(view.cost)} until then.`,
  ];
}
