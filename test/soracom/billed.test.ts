import { describe, expect, test } from 'vitest';
import { CanalError } from '../../src/canal/errors.ts';
import { billedThings } from '../../src/canal/ledger.ts';
import { VpgWish } from '../../src/canal/network.ts';
import { PeeringWish } from '../../src/canal/peering-wish.ts';
import type { LogLine } from '../../src/lambda/surroundings.ts';
import { billed } from '../../src/soracom/billed.ts';
import { openingWith } from '../ec2/opening.ts';
import { heldLedger, ledgerPort } from '../support/ledger.ts';
import { faultOf, soracomPort, soracomWorld, vpg, wire } from '../support/ports.ts';
import { peering } from '../support/wish.ts';

/** A SORACOM that answers half an hour after it was asked. */
function setting() {
  const to = wire();
  const held = heldLedger();
  const log: LogLine[] = [];
  let now = 0;
  const slow = soracomPort(soracomWorld({ vpgs: [vpg({ vpgId: 'v' })] }), to);
  const opening = { ...openingWith(), now: () => now, log: (line: LogLine) => log.push(line) };
  const late =
    <Given extends unknown[], Answer>(call: (...given: Given) => Promise<Answer>) =>
    (...given: Given) => {
      now += 1_800_000;
      return call(...given);
    };
  const { createVpg, createPeering, deletePeering } = slow;
  const soracom = {
    ...slow,
    createVpg: late(createVpg),
    createPeering: late(createPeering),
    deletePeering: late(deletePeering),
  };
  return { to, held, log, port: billed(soracom, ledgerPort(held, to), opening), lines: () => [...held.lines.values()] };
}

describe('What SORACOM charges for', () => {
  test('a VPG is opened at its creation, for the network of its tags', async () => {
    const { port, lines } = setting();
    const made = await port.createVpg(VpgWish.parse({}), { 'canal:network': 'plant' });
    expect(lines()).toEqual([
      {
        thing: 'vpg',
        id: made.vpgId,
        vpgId: made.vpgId,
        vpgType: 15,
        network: 'plant',
        what: 'opened',
        at: made.createdTime,
        source: 'workflow',
      },
    ]);
  });

  test('a peering begins when it was asked for, and ends when its deletion was answered', async () => {
    const { port, held } = setting();
    const { id } = await port.createPeering('v', PeeringWish.parse(peering()), 'plant');
    await port.deletePeering('v', id);
    expect(billedThings(held.lines.values())).toEqual([
      {
        thing: 'peering',
        id,
        vpgId: 'v',
        network: 'plant',
        from: 0,
        to: 3_600_000,
        sinceFirstSight: false,
        untilLastSight: false,
      },
    ]);
  });

  test('a VPG ends with the call that terminates it, and what hangs on it with it', async () => {
    const { port, held } = setting();
    const { vpgId } = await port.createVpg(VpgWish.parse({}), { 'canal:network': 'plant' });
    await port.createPeering(vpgId, PeeringWish.parse(peering()));
    await port.terminateVpg(vpgId);
    const things = billedThings(held.lines.values());
    expect(things.map(({ thing, network, to }) => [thing, network, to])).toEqual([
      ['vpg', 'plant', 3_600_000],
      ['peering', 'plant', 3_600_000],
    ]);
  });

  test('of what ends although nobody heard of its creation, what is known is told', async () => {
    const { port, held } = setting();
    await port.deletePeering('v', 'pcx-lost');
    await port.terminateVpg('v');
    const things = billedThings(held.lines.values());
    // A VPG tells when it was created; a peering does not.
    expect(
      things.map(({ id, network, from, to, sinceFirstSight }) => [id, network, from, to, sinceFirstSight]),
    ).toEqual([
      ['pcx-lost', 'plant', 0, 1_800_000, true],
      ['v', 'plant', 1_000_000, 1_800_000, false],
    ]);
  });

  test('what was refused opens nothing', async () => {
    const { port, to, lines } = setting();
    to.refuse('soracom.createPeering', new CanalError('SoracomDenied', 'no'));
    expect((await faultOf(port.createPeering('v', PeeringWish.parse(peering())))).name).toBe('SoracomDenied');
    expect(lines()).toEqual([]);
  });

  test('a line that cannot be written is told in the log, and the call has succeeded', async () => {
    const { port, to, log } = setting();
    to.refuse('ledger.addLines', new CanalError('StoreUnavailable', 'away'));
    const { id } = await port.createPeering('v', PeeringWish.parse(peering()));
    expect(log).toMatchObject([
      { level: 'error', code: 'LEDGER_LINE_LOST', id, what: 'opened', error: 'StoreUnavailable' },
    ]);
  });
});
