import { describe, expect, test } from 'vitest';
import { CanalError } from '../../src/canal/errors.ts';
import { endRun, type Holder, type NetworkRecord, reserve, startGraceMs } from '../../src/canal/record.ts';
import { ConfirmRun, confirmRun } from '../../src/steps/confirm-run.ts';
import { execution } from '../support/items.ts';
import { executionsPort, faultOf, recordsPort, table, wire } from '../support/ports.ts';
import { peering, wish } from '../support/wish.ts';

const lost = new CanalError('StoreUnavailable', 'no answer');

/** A record whose run 1 is reserved for an execution. */
const reservedFor = (arn: string, changes = {}): NetworkRecord => ({
  ...reserve(undefined, wish(changes), { executionArn: () => arn, askedBy: 'the API', now: 0 }),
  version: 1,
});

function setting(record?: NetworkRecord, holders: Record<string, Holder> = {}, now = 1000) {
  const to = wire();
  const held = record ? table(record) : table();
  const ports = { records: recordsPort(held, to), executions: executionsPort(holders, to), now: () => now };
  return {
    to,
    confirm: (network: unknown = wish()) => confirmRun({ network, execution }, ports),
    recorded: () => held.networks.get('plant'),
  };
}

describe('Confirm run', () => {
  test("takes the contract's example, and any network at all", () => {
    expect(ConfirmRun.input.parse(ConfirmRun.example)).toEqual(ConfirmRun.example);
    expect(ConfirmRun.input.parse({ network: null, execution })).toEqual({ network: null, execution });
  });

  test('confirms the run that was reserved for this execution, and writes nothing', async () => {
    const { confirm, to } = setting(reservedFor(execution.arn));
    expect(await confirm()).toEqual({ network: wish(), run: 1 });
    expect(await confirm()).toEqual({ network: wish(), run: 1 });
    expect(to.effects()).toEqual([]);
  });

  test('takes a network that nobody has asked for yet, for an execution that was started by hand', async () => {
    const { confirm, recorded } = setting();
    expect(await confirm({ ...wish(), vpg: undefined })).toEqual({ network: wish(), run: 1 });
    expect(recorded()).toMatchObject({
      version: 1,
      state: 'provisioning',
      running: { run: 1, executionArn: execution.arn, reservedAt: 1000 },
      runs: [{ run: 1, askedBy: 'an execution started by hand', outcome: 'running' }],
    });
  });

  test('takes a network whose last run has ended', async () => {
    const ended = endRun(reservedFor('another'), 'another', { outcome: 'ready', now: 5 }) as NetworkRecord;
    const { confirm, recorded } = setting(ended);
    expect((await confirm(wish({ reconnect: 'none' }))).run).toBe(2);
    expect(recorded()).toMatchObject({ wish: { reconnect: 'none' }, state: 'provisioning', lastRun: 2 });
  });

  test.each<[string, Record<string, Holder>, number]>([
    ['has ended', { another: 'ended' }, 1000],
    ['was never started', {}, startGraceMs],
  ])('takes a reservation whose execution %s', async (_what, holders, now) => {
    const { confirm, recorded } = setting(reservedFor('another'), holders, now);
    expect((await confirm()).run).toBe(2);
    expect(recorded()?.runs.map(({ outcome }) => outcome)).toEqual(['failed', 'running']);
  });

  test.each<[string, Record<string, Holder>, number]>([
    ['runs', { another: 'running' }, 10 * startGraceMs],
    ['may be about to start', {}, startGraceMs - 1],
  ])('is refused while another execution %s', async (_what, holders, now) => {
    const { confirm, to } = setting(reservedFor('another'), holders, now);
    const fault = await faultOf(confirm());
    expect(fault.name).toBe('NetworkBusy');
    expect(fault.message).toContain('Run 1 of network "plant" is in progress (another)');
    expect(to.effects()).toEqual([]);
  });

  test.each(['refuse', 'lose'] as const)('takes it once, also when the write gave no answer (%s)', async (how) => {
    const { confirm, to, recorded } = setting();
    to[how]('records.save', lost);
    await expect(confirm()).rejects.toBe(lost);
    expect((await confirm()).run).toBe(1);
    expect((await confirm()).run).toBe(1);
    expect(recorded()).toMatchObject({ version: 1, lastRun: 1 });
  });

  test('of two executions at once, one gets the network and the other hears that it is busy', async () => {
    const to = wire();
    const held = table();
    const holders: Record<string, Holder> = { a: 'running', b: 'running' };
    const ports = { records: recordsPort(held, to), executions: executionsPort(holders, to), now: () => 0 };
    const confirm = (arn: string) => confirmRun({ network: wish(), execution: { arn, name: arn } }, ports);
    const both = await Promise.allSettled([confirm('a'), confirm('b')]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const loser = both[0].status === 'rejected' ? 'a' : 'b';
    expect((await faultOf(confirm(loser))).name).toBe('NetworkBusy');
  });

  test('Step Functions without an answer decides nothing', async () => {
    const { confirm, to } = setting(reservedFor('another'));
    to.refuse('executions.holder', lost);
    await expect(confirm()).rejects.toBe(lost);
    expect(to.effects()).toEqual([]);
  });
});

describe('an input that is no network', () => {
  test.each([
    ['nothing', null, ['network']],
    ['a text', 'two-vpcs', ['network']],
    ['a list', [wish()], ['network']],
    ['a number', 7, ['network']],
    ['an empty object', {}, ['name', 'peerings', 'airGroup']],
    ['an unknown field', { ...wish(), vgp: {} }, ['vgp']],
    ['a name that is none', { ...wish(), name: 'Two VPCs' }, ['name']],
    ['no peerings', { ...wish(), peerings: [] }, ['peerings']],
    [
      'an account without quotes',
      { ...wish(), peerings: [peering({ peerOwnerId: 1 as never })] },
      ['peerings[0].peerOwnerId'],
    ],
  ])('%s is one InvalidInput with all faults', async (_what, network, fields) => {
    const { confirm, to } = setting();
    const fault = await faultOf(confirm(network));
    expect(fault.name).toBe('InvalidInput');
    expect(fault.faults.map(({ field }) => field)).toEqual(fields);
    expect(to.calls).toEqual([]);
  });

  test('faults of shape and of the rules are told together', async () => {
    const network = {
      ...wish(),
      name: 'Two VPCs',
      peerings: [peering(), peering({ name: 'b', peerVpcId: 'vpc-0000000b', destinationCidrBlock: '172.21.0.0/24' })],
    };
    const fault = await faultOf(setting().confirm(network));
    expect(fault.faults.map(({ name }) => name)).toEqual(['InvalidInput', 'CidrOverlap']);
  });

  test('rules alone: the error has the name of the first', async () => {
    const fault = await faultOf(
      setting().confirm(wish({ peerings: [peering({ destinationCidrBlock: '100.64.0.0/16' })] })),
    );
    expect(fault.faults.length).toBeGreaterThan(0);
    expect(fault.name).toBe(fault.faults[0]?.name);
    expect(fault.message).toContain('peerings[0].destinationCidrBlock');
  });
});
