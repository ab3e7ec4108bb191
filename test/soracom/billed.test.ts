import { describe, expect, test } from 'vitest';
import { CanalError } from '../../src/canal/errors.ts';
import { PeeringWish, VpgWish } from '../../src/canal/network.ts';
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
    const { port, lines } = setting();
    const { id } = await port.createPeering('v', PeeringWish.parse(peering()));
    await port.deletePeering('v', id);
    await port.terminateVpg('v');
    expect(lines().slice(0, 2)).toEqual([
      { thing: 'peering', id, vpgId: 'v', what: 'opened', at: 0, source: 'workflow' },
      { thing: 'peering', id, vpgId: 'v', what: 'closed', at: 3_600_000, source: 'workflow' },
    ]);
    expect(lines()[2]).toEqual({
      thing: 'vpg',
      id: 'v',
      vpgId: 'v',
      what: 'closed',
      at: 3_600_000,
      source: 'workflow',
    });
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
