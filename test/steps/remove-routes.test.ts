import { describe, expect, test } from 'vitest';
import { routeDoubtMs } from '../../src/canal/doubt.ts';
import { CanalError } from '../../src/canal/errors.ts';
import type { RouteFacts } from '../../src/canal/record.ts';
import type { PeerRouteTable } from '../../src/steps/ports.ts';
import { removeRoutes } from '../../src/steps/remove-routes.ts';
import { faultOf, route, routeTable } from '../support/ports.ts';
import { known, leavingItem, removalSetting } from '../support/removal.ts';

const moment = 1_000_000;
const range = '100.67.0.0/24';
const ours = (routeTableId: string, changes: Partial<RouteFacts> = {}): RouteFacts => ({
  routeTableId,
  destinationCidrBlock: range,
  made: true,
  run: 1,
  ...changes,
});

function setting(routes: RouteFacts[], tables: PeerRouteTable[]) {
  const { ports, ...rest } = removalSetting({ ec2: { tables }, peerings: [known({ routes })] });
  const run = (changes: Parameters<typeof leavingItem>[0] = {}, force = false) =>
    removeRoutes(leavingItem(changes, force), ports);
  const left = () => rest.ec2.tables.map((table) => table.routes.map(({ target }) => target));
  return { ...rest, run, left, recorded: () => rest.held.peerings.get('plant/app')?.routes };
}

describe('Remove routes', () => {
  test('deletes those that we have made and that still point to our peering, and no other', async () => {
    const { run, left, recorded } = setting(
      [ours('rtb-1'), ours('rtb-2'), ours('rtb-3', { made: false }), ours('rtb-4'), ours('rtb-5')],
      [
        routeTable({ routes: [route(), route({ destinationCidrBlock: '10.9.0.0/16', target: 'pcx-1' })] }),
        routeTable({ routeTableId: 'rtb-2', routes: [route({ target: 'igw-1' })] }),
        routeTable({ routeTableId: 'rtb-3', routes: [route()] }),
        routeTable({ routeTableId: 'rtb-4', routes: [] }),
      ],
    );
    const { removed, warnings } = await run();
    expect([removed, left()]).toEqual([1, [['pcx-1'], ['igw-1'], ['pcx-1'], []]]);
    expect(warnings).toEqual([
      {
        field: 'peering app',
        message: `the route of rtb-2 for ${range} points to igw-1 now, and is left alone.`,
      },
    ]);
    expect(recorded()).toEqual([ours('rtb-3', { made: false })]);
  });

  test('knows a route that leads to a peering of ours before this one', async () => {
    const dead = route({ target: 'pcx-0', state: 'blackhole' });
    const { run, left } = setting([ours('rtb-1', { peeringIds: ['pcx-0'] })], [routeTable({ routes: [dead] })]);
    expect(await run()).toEqual({ removed: 1, warnings: [] });
    expect(left()).toEqual([[]]);
  });

  test('finds a route however its range is written', async () => {
    const { run, left } = setting(
      [ours('rtb-1', { destinationCidrBlock: '100.67.0.9/24' })],
      [routeTable({ routes: [route()] })],
    );
    expect((await run()).removed).toBe(1);
    expect(left()).toEqual([[]]);
  });

  test('of a run that is undone, only what that run has made', async () => {
    const { run, left, recorded } = setting(
      [ours('rtb-1', { run: 1 }), ours('rtb-2', { run: 2 })],
      [routeTable({ routes: [route()] }), routeTable({ routeTableId: 'rtb-2', routes: [route()] })],
    );
    expect((await run({ run: 2 })).removed).toBe(1);
    expect(left()).toEqual([['pcx-1'], []]);
    expect(recorded()).toEqual([ours('rtb-1', { run: 1 })]);
  });

  test.each([
    ['nothing', []],
    ['the black hole that it replaced', [route({ target: 'pcx-other', state: 'blackhole' })]],
  ])('deletes a route that was made moments ago while EC2 still shows %s', async (_, shown) => {
    const { run, to, left, recorded } = setting(
      [ours('rtb-1', { madeAt: moment - routeDoubtMs + 1 })],
      [routeTable({ routes: shown })],
    );
    expect((await run()).warnings).toEqual([]);
    expect([to.effects()[0], left(), recorded()]).toEqual(['ec2.deleteRoute', [[]], []]);
  });

  test.each([
    ['one that was made long ago and is not shown', [], { madeAt: moment - routeDoubtMs }],
    ['one whose place a living target has', [route({ target: 'igw-1' })], { madeAt: moment - 1 }],
    ['a black hole that somebody has made long after', [route({ target: 'pcx-other', state: 'blackhole' })], {}],
  ])('does not delete %s', async (_, shown, made) => {
    const { run, to, left } = setting([ours('rtb-1', made)], [routeTable({ routes: shown })]);
    await run();
    expect(to.effects()).not.toContain('ec2.deleteRoute');
    expect(left()).toEqual([shown.map(({ target }) => target)]);
  });

  test('asks no account where there is nothing of ours', async () => {
    const { run, to } = setting([ours('rtb-1', { made: false })], []);
    expect(await run()).toEqual({ removed: 0, warnings: [] });
    expect(to.calls).toEqual(['records.peerings']);
  });

  test.each(['refuse', 'lose'] as const)('goes on after no answer (%s)', async (how) => {
    const { run, to, left, recorded } = setting([ours('rtb-1')], [routeTable({ routes: [route()] })]);
    to[how]('ec2.deleteRoute', new CanalError('Ec2Unavailable', 'no answer'));
    expect((await faultOf(run())).name).toBe('Ec2Unavailable');
    expect(recorded()).toEqual([ours('rtb-1')]);
    await run();
    expect([left(), recorded()]).toEqual([[[]], []]);
  });

  test('an account that lets us in no more stops it; with force its routes are left, told and kept on record', async () => {
    const { run, to, left, recorded } = setting([ours('rtb-1')], [routeTable({ routes: [route()] })]);
    const denied = new CanalError('Ec2Denied', 'The role does not trust us.');
    to.refuse('accounts.open', denied);
    expect((await faultOf(run())).name).toBe('Ec2Denied');
    to.refuse('accounts.open', denied);
    const { removed, warnings } = await run({}, true);
    expect([removed, warnings[0]?.message]).toEqual([
      0,
      'its routes were left, because they cannot be reached: The role does not trust us.',
    ]);
    expect([left(), recorded()]).toEqual([[['pcx-1']], [ours('rtb-1')]]);
  });
});
