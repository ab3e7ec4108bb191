import { describe, expect, test } from 'vitest';
import { endRun, type Holder, type NetworkRecord, reserve, startGraceMs } from '../../src/canal/record.ts';
import { longestStepMs } from '../../src/canal/settling.ts';
import { ConfirmRemoval, confirmRemoval } from '../../src/steps/confirm-removal.ts';
import { execution } from '../support/items.ts';
import { executionsPort, faultOf, recordsPort, table, wire } from '../support/ports.ts';
import { wish } from '../support/wish.ts';

const by = (arn: string, changes: object = {}) => ({ executionArn: () => arn, askedBy: 'me', now: 0, ...changes });
const provisioned = (arn: string): NetworkRecord => ({ ...reserve(undefined, wish(), by(arn)), version: 1 });
const reservedFor = (arn: string, changes: object = {}): NetworkRecord => ({
  ...reserve(undefined, wish(), by(arn, { kind: 'remove', ...changes })),
  version: 1,
});

function setting(record: NetworkRecord | undefined, holders: Record<string, Holder> = {}, now = 1000) {
  const to = wire();
  const held = record ? table(record) : table();
  const ports = { records: recordsPort(held, to), executions: executionsPort(holders, to), now: () => now };
  const run = (more: object = {}) =>
    confirmRemoval(ConfirmRemoval.input.parse({ asked: { name: 'plant', ...more }, execution }), ports);
  return { to, run, recorded: () => held.networks.get('plant') };
}

describe('Confirm removal', () => {
  test('confirms the removal that was reserved for this execution, and writes nothing', async () => {
    const { run, to } = setting(reservedFor(execution.arn));
    const confirmed = { network: wish(), run: 1, force: false, waitSeconds: 0 };
    expect(await run()).toEqual(confirmed);
    expect(await run({ force: true })).toEqual({ ...confirmed, force: true });
    expect(to.effects()).toEqual([]);
  });

  test('takes a network whose run has ended, for an execution that was started by hand', async () => {
    const ready = endRun(provisioned('another'), 'another', { outcome: 'ready', now: 5 }) as NetworkRecord;
    const { run, recorded } = setting(ready);
    expect(await run({ force: true })).toMatchObject({ run: 2, force: true, waitSeconds: 0 });
    expect(recorded()).toMatchObject({
      state: 'removing',
      running: { run: 2, executionArn: execution.arn },
      runs: [{ outcome: 'ready' }, { kind: 'remove', force: true, askedBy: 'an execution started by hand' }],
    });
  });

  test.each<[string, unknown, string]>([
    ['no name', {}, 'name: is missing; it must be 1 to 40 lower-case letters'],
    ['a wrong force', { name: 'plant', force: 'yes' }, 'force: must be true or false'],
    ['a field that nobody knows', { name: 'plant', forse: true }, 'forse: is not a known field; did you mean force?'],
    ['another field', { name: 'plant', vpg: {} }, 'vpg: is not a known field; known here: name, force'],
    ['a text', 'plant', 'must be a mapping with the fields name, force, not text'],
  ])(
    'an execution that was started by hand with %s is told each fault, and changes nothing',
    async (_, asked, said) => {
      const to = wire();
      const ports = { records: recordsPort(table(), to), executions: executionsPort({}, to), now: () => 1000 };
      const fault = await faultOf(confirmRemoval(ConfirmRemoval.input.parse({ asked, execution }), ports));
      expect(fault.name).toBe('InvalidInput');
      expect(fault.message).toMatch(/^The request for a removal is not right: /);
      expect(fault.message).toContain(said);
      expect(to.effects()).toEqual([]);
    },
  );

  test('a network that nobody has asked for cannot be removed', async () => {
    const fault = await faultOf(setting(undefined).run());
    expect([fault.name, fault.message]).toEqual([
      'NotFound',
      'There is no network "plant" on record: there is nothing to remove.',
    ]);
  });

  test('refuses to remove beside a run that holds the network, and says how to stop it', async () => {
    const { run, to } = setting(provisioned('another'), { another: 'running' });
    const fault = await faultOf(run());
    expect(fault.name).toBe('NetworkBusy');
    expect(fault.message).toContain(
      'Run 1 of network "plant" is in progress (another). DELETE /networks/plant stops it',
    );
    expect(to.effects()).toEqual([]);
    const starting = setting(provisioned('another'), {}, startGraceMs - 1);
    expect((await faultOf(starting.run())).name).toBe('NetworkBusy');
  });

  test('takes over from a run that was cut off, and waits out the longest function, to the second', async () => {
    const { run, recorded } = setting(provisioned('another'), { another: 'ended' });
    expect(await run()).toMatchObject({ run: 2, waitSeconds: longestStepMs / 1000 });
    expect(recorded()).toMatchObject({ cutOffAt: 1000, runs: [{ outcome: 'failed' }, { outcome: 'running' }] });
    const half = setting({ ...reservedFor(execution.arn), cutOffAt: 1000 }, {}, 91_000);
    expect((await half.run()).waitSeconds).toBe(90);
    const over = setting({ ...reservedFor(execution.arn), cutOffAt: 1000 }, {}, 1000 + longestStepMs);
    expect((await over.run()).waitSeconds).toBe(0);
  });
});
