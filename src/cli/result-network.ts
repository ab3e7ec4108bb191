import { describeCost } from '../canal/cost.ts';
import { describeTotal } from '../canal/total-cost.ts';
import type { NetworkView } from './api-shapes.ts';
import { differenceLines } from './difference-lines.ts';
import { elapsed } from './elapsed.ts';
import type { Paint } from './paint.ts';

/**
 * A network as a person reads it: how it stands, its topology from the SIMs to the route tables, warnings, and what it
 * costs an hour. `words` name the place in a command line.
 */
export function networkLines(view: NetworkView, paint: Paint, words: readonly string[]): string[] {
  const warnings = view.warnings.map(({ field, message }) => `  ${paint('yellow', '!')} ${field}: ${message}`);
  return [
    headline(view, paint),
    ...failureLines(view),
    ...(view.state === 'removed' ? [] : ['', ...topologyLines(view, paint)]),
    ...(warnings.length > 0 ? ['', paint('bold', 'Warnings'), ...warnings] : []),
    ...(view.drift ? ['', paint('bold', 'Drifted'), ...differenceLines(view.drift.differences, paint, words)] : []),
    '',
    `${paint('bold', 'Cost')}  ${costText(view)}`,
  ];
}

/** What it costs an hour; of a network that is gone, what it has cost in all. */
function costText({ state, cost, run }: NetworkView): string {
  return state === 'removed' && run?.cost ? `${describeTotal(run.cost)}, in all` : describeCost(cost);
}

function headline({ name, state, run }: NetworkView, paint: Paint): string {
  const colour = state === 'ready' || state === 'removed' ? 'green' : state === 'failed' ? 'red' : 'yellow';
  const wanted = run?.kind === 'remove' ? 'not removed' : 'not ready';
  const failed = run?.error === undefined ? wanted : `${wanted}: ${run.error}`;
  const going: Readonly<Record<string, string>> = { provisioning: 'being provisioned', removing: 'being removed' };
  const said = state === 'failed' ? failed : (going[state] ?? state);
  const took = run?.endedAt === undefined ? '' : `, took ${elapsed(run.endedAt - run.startedAt)}`;
  return `${paint('bold', `Network ${name}`)} is ${paint(colour, said)}${run ? ` (run ${run.run}${took})` : ''}.`;
}

function failureLines({ state, run }: NetworkView): string[] {
  if (state !== 'failed' || !run) return [];
  return ['', ...(run.cause ?? 'No cause is on record.').split('\n')];
}

function topologyLines(view: NetworkView, paint: Paint): string[] {
  const { airGroup, reconnect, peerings } = view.wish;
  if (isLeaving(view)) return leavingLines(view, paint);
  const wished = new Set(peerings.map(({ name }) => name));
  // What stands although the file does not name it costs as well: a DNS host's peering, or one that is still to go.
  const ends = [
    ...peerings,
    ...view.peerings.filter(({ name }) => !wished.has(name)).map((end) => ({ ...end, routeTables: 'none' })),
  ];
  const unset = view.airGroup ? '' : ' (not set yet)';
  return [
    `${paint('bold', 'SIM group')} ${airGroup.groupId}${unset}`,
    `│  SIMs: ${simsText(view.sims, reconnect)}`,
    `│  DNS servers: ${dnsText(view)}`,
    `└─ ${paint('bold', 'VPG')} ${vpgText(view)}`,
    ...ends.flatMap((end, index) =>
      peeringLines(view, end, index === ends.length - 1, paint).map((line) => `   ${line}`),
    ),
  ];
}

/** Whether a removal has begun to take it away. */
const isLeaving = ({ run }: NetworkView): boolean => run?.kind === 'remove' && !run.untouched;

/** What the record still has of a network that is being taken away: what is gone, no line is about. */
function leavingLines(view: NetworkView, paint: Paint): string[] {
  const ends = view.peerings.map((end) => ({ ...end, routeTables: 'none' }));
  return [
    view.vpg
      ? `${paint('bold', 'VPG')} ${view.vpg.vpgId} (${origin(view.vpg)})`
      : view.vpgAskedAt === undefined
        ? 'No VPG is on record any more'
        : `${paint('bold', 'VPG')} ${unseen}`,
    ...ends.flatMap((end, index) => peeringLines(view, end, index === ends.length - 1, paint)),
  ];
}

function dnsText({ wish: { airGroup, dns }, airGroup: set }: NetworkView): string {
  const servers = airGroup.dnsServers?.join(', ') ?? (dns && `DNS host ${dns.host}, zone ${dns.zone}`);
  if (servers === undefined) return 'custom DNS left as it was';
  return set ? servers : `${servers} (not set yet)`;
}

function simsText(sims: NetworkView['sims'], reconnect: string): string {
  if (!sims) {
    return reconnect === 'none'
      ? 'not asked to reconnect (reconnect: none); each takes the settings with its next session'
      : 'not reconnected yet';
  }
  const { reconnected, offline, late } = sims;
  const parts = [
    `${reconnected} reconnected`,
    offline > 0 ? `${offline} offline (they take the settings when they come online)` : '0 offline',
    late > 0 ? `${late} late (asked to reconnect, not back yet)` : '0 late',
  ];
  return parts.join(', ');
}

const unseen = 'asked for, and not seen';

function vpgText({ vpg, vpgAskedAt }: NetworkView): string {
  if (!vpg) return vpgAskedAt === undefined ? 'not created yet' : unseen;
  const range = vpg.vpgSubnetCidrRange ?? 'range not known yet';
  return `${vpg.vpgId}, ${range} (${vpg.made ? 'made' : 'found'})`;
}

function peeringLines(
  view: NetworkView,
  wish: NetworkView['wish']['peerings'][number],
  last: boolean,
  paint: Paint,
): string[] {
  const peering = view.peerings.find(({ name }) => name === wish.name);
  const { peerVpcId, peerOwnerId, peerRegion, destinationCidrBlock } = peering ?? wish;
  const missing = isLeaving(view) || peering?.askedAt !== undefined ? unseen : 'not created yet';
  const exists = peering?.peeringId === undefined ? missing : `${peering.peeringId} (${origin(peering)})`;
  const trunk = last ? ' ' : '│';
  return [
    `${last ? '└' : '├'}─ ${paint('bold', `peering ${wish.name}`)} ${exists}`,
    `${trunk}  └─ VPC ${peerVpcId}, account ${peerOwnerId}, ${peerRegion}, ${destinationCidrBlock}`,
    ...routeLines(peering, isLeaving(view) ? 'gone' : wish.routeTables).map((line) => `${trunk}     ${line}`),
  ];
}

function routeLines(peering: NetworkView['peerings'][number] | undefined, wished: unknown): string[] {
  const routes = peering?.routes ?? [];
  if (routes.length === 0 && wished === 'gone') return ['no routes any more'];
  if (routes.length === 0) return [wished === 'none' ? 'no routes (routeTables: none)' : 'no routes yet'];
  return routes.map(
    (route) =>
      `route table ${route.routeTableId}: ${route.destinationCidrBlock} to ${peering?.peeringId ?? 'the peering'} (${origin(route)})`,
  );
}

/** Whether the workflow made a thing, or found it as it was wished: removal will leave alone what was found. */
const origin = ({ made }: { made: boolean }): string => (made ? 'made' : 'found');
