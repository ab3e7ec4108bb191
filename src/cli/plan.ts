import { describeCost } from '../canal/cost.ts';
import { sentenceHere } from './command-line.ts';
import { refuseWithoutStack } from './needs-stack.ts';
import { type Paint, paintFor } from './paint.ts';
import { closing, openPlace, refuseUnusedWorld } from './place.ts';
import type { PlaceOptions } from './place-options.ts';
import type { Plan } from './plan-shapes.ts';
import { printableJson } from './printable.ts';
import { readNetwork } from './read-network.ts';
import { soFarFields, soFarLines } from './so-far.ts';
import type { Surroundings } from './surroundings.ts';
import type { WorldOptions } from './world-options.ts';

/** The options of `canal plan`. */
export interface PlanOptions extends WorldOptions, PlaceOptions {
  readonly json?: boolean;
}

/**
 * `canal plan FILE`: what `canal up FILE` would make, change and remove, by the same checks; makes nothing. Answers 0 if there is nothing to do,
 * 3 if there is, 1 if it cannot be made.
 */
export async function plan(file: string, options: PlanOptions, surroundings: Surroundings): Promise<number> {
  const { env, stdout } = surroundings;
  refuseUnusedWorld(options, surroundings);
  const network = readNetwork(file, env);
  refuseWithoutStack(network, options);
  const place = await openPlace(options, surroundings, undefined, { vendors: true });
  return closing(place, surroundings, async () => {
    const { read, came } = await place.api.plan(network);
    const text = options.json
      ? printableJson({
          ...(came as object),
          ...(await soFarFields(place.api, read.name)),
          simulated: place.simulated(),
        })
      : [
          place.headline(),
          '',
          ...planLines(read, paintFor(stdout), place.words),
          ...(await soFarLines(place.api, read.name)),
        ].join('\n');
    stdout.write(`${text}\n`);
    return read.possible ? (read.changes > 0 ? 3 : 0) : 1;
  });
}

const signs: Readonly<Record<string, string>> = { create: '+', keep: '=', remove: '-' };
const words: Readonly<Record<string, string>> = {
  vpg: 'VPG',
  peering: 'peering',
  route: 'route',
  place: 'place',
  names: 'names',
  airGroup: 'SIM group',
};

/** A plan as a person reads it. `here` names the place in a command line. */
export function planLines(read: Plan, paint: Paint, here: readonly string[]): string[] {
  const things = read.things.map((one) => `  ${signs[one.action] ?? '~'} ${one.action} ${thingText(one)}`);
  const faults = read.faults.map(
    ({ error, field, message }) => `  ${paint('red', error)} ${field}: ${sentenceHere(message, here)}`,
  );
  const warnings = read.warnings.map(({ field, message }) => `  ${paint('yellow', '!')} ${field}: ${message}`);
  const changes = read.changes === 1 ? '1 change' : `${read.changes} changes`;
  const said = read.changes > 0 ? `${changes} to make` : 'nothing to do';
  return [
    `${paint('bold', `Network ${read.name}`)}: ${read.possible ? said : 'cannot be made'}. Nothing was changed.`,
    ...things,
    ...(read.stops.length > 0 ? ['', paint('bold', 'Traffic stops'), ...read.stops.map((stop) => `  ${stop}`)] : []),
    ...(faults.length > 0 ? ['', paint('bold', 'In the way'), ...faults] : []),
    ...(warnings.length > 0 ? ['', paint('bold', 'Warnings'), ...warnings] : []),
    '',
    `${paint('bold', 'Cost')}  ${describeCost(read.cost)}, once it stands`,
    `      ${describeCost(read.costBefore)}, now`,
  ];
}

function thingText({ thing, id, peering, destinationCidrBlock }: Plan['things'][number]): string {
  if (thing === 'place') return `place ${destinationCidrBlock ?? ''} on DNS host ${id ?? ''}`;
  if (thing === 'names') return `names of ${id ?? ''}`;
  const named = peering === undefined ? '' : thing === 'peering' ? ` ${peering}` : ` of peering ${peering}`;
  const where = id === undefined ? '' : thing === 'route' ? ` in ${id}` : ` ${id}`;
  const to = thing === 'route' ? ` for ${destinationCidrBlock ?? "the VPG's range, not known yet"}` : '';
  return `${words[thing] ?? thing}${named}${where}${to}`;
}
