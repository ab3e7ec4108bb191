import { describe, expect, test } from 'vitest';
import { readForce, removeNetwork } from '../../src/api/remove-network.ts';
import { startNetwork } from '../../src/api/start-network.ts';
import { CanalError } from '../../src/canal/errors.ts';
import { endRun, type NetworkRecord, reserve } from '../../src/canal/record.ts';
import { faultOf } from '../support/ports.ts';
import { apiSetting, arnOf } from '../support/runs.ts';
import { wish } from '../support/wish.ts';

const lost = new CanalError('StoreUnavailable', 'no answer');
const by = { executionArn: (run: number) => arnOf(`plant-${run}`), askedBy: 'a person', now: 500 };
const running: NetworkRecord = { ...reserve(undefined, wish(), by), version: 1 };
const ready = endRun(running, arnOf('plant-1'), { outcome: 'ready', now: 600 }) as NetworkRecord;

function setting(record: NetworkRecord = ready) {
  const set = apiSetting(record);
  const remove = (force = false) => removeNetwork({ name: 'plant', force }, 'somebody', set.ports);
  return { ...set, remove, recorded: () => set.held.networks.get('plant') };
}

describe('DELETE /networks/{name}', () => {
  test('reserves a run in the record before it starts the execution', async () => {
    const { remove, to, world, recorded } = setting();
    expect(await remove()).toMatchObject({ status: 202, headers: { location: '/networks/plant' } });
    expect(to.effects()).toEqual(['records.save', 'runs.start']);
    expect(world.inputs.get('plant-2')).toBe('{"name":"plant","force":false}');
    expect(recorded()).toMatchObject({ state: 'removing', wish: wish(), running: { run: 2 } });
    expect(recorded()?.runs.at(-1)).toMatchObject({ kind: 'remove', askedBy: 'somebody' });
  });

  test('a network that nobody asked for is NotFound', async () => {
    const { ports } = setting();
    const fault = await faultOf(removeNetwork({ name: 'other', force: false }, 'me', ports));
    expect(fault.name).toBe('NotFound');
  });

  test('a run that provisions it is stopped first, and the moment is kept', async () => {
    const { remove, to, world, recorded } = setting(running);
    world.holders.set(arnOf('plant-1'), 'running');
    expect((await remove()).status).toBe(202);
    expect(to.effects()).toEqual(['runs.stop', 'records.save', 'runs.start']);
    expect(recorded()).toMatchObject({ cutOffAt: 1000, runs: [{ outcome: 'failed' }, { outcome: 'running' }] });
  });

  test('asked twice it is the same run, and one that was reserved and never started is started', async () => {
    const { remove, to, world } = setting();
    const first = await remove();
    expect(await remove()).toMatchObject({ status: 200, body: { run: 2, begun: false } });
    expect((first.body as { run: number }).run).toBe(2);
    world.holders.delete(arnOf('plant-2'));
    expect((await remove()).status).toBe(200);
    expect(to.effects().filter((call) => call === 'runs.start')).toHaveLength(2);
    expect(world.inputs.get('plant-2')).toBe('{"name":"plant","force":false}');
  });

  test('what is removed stays so; with force it is looked at again', async () => {
    const { remove, world, held } = setting();
    await remove();
    world.holders.set(arnOf('plant-2'), 'ended');
    const record = held.networks.get('plant') as NetworkRecord;
    held.networks.set('plant', endRun(record, arnOf('plant-2'), { outcome: 'removed', now: 1 }) as NetworkRecord);
    expect(await remove()).toMatchObject({ status: 200, body: { state: 'removed', run: 2 } });
    expect(await remove(true)).toMatchObject({ status: 202, body: { run: 3 } });
    expect(world.inputs.get('plant-3')).toBe('{"name":"plant","force":true}');
  });

  test.each(['refuse', 'lose'] as const)('a write that DynamoDB does not answer (%s) is decided again', async (how) => {
    const { remove, to, recorded } = setting();
    to[how]('records.save', lost);
    const { body } = await remove();
    expect(body).toMatchObject({ state: 'removing', run: 2 });
    expect(recorded()?.lastRun).toBe(2);
  });

  test('while it runs, a start of the network is NetworkBusy, also with the same wish', async () => {
    const { remove, ports } = setting();
    await remove();
    const fault = await faultOf(startNetwork(wish(), 'me', ports));
    expect(fault.name).toBe('NetworkBusy');
    expect(fault.message).toContain('Run 2 is removing network "plant"');
  });
});

describe('?force=', () => {
  test.each([
    [undefined, false],
    ['false', false],
    ['true', true],
  ])('%s is %s', (given, force) => {
    expect(readForce(given)).toBe(force);
  });

  test('anything else is InvalidInput that names it', async () => {
    const fault = await faultOf((async () => readForce('perhaps'))());
    expect(fault).toMatchObject({
      name: 'InvalidInput',
      faults: [{ field: 'force', message: 'must be true or false' }],
    });
  });
});
