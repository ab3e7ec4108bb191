import { expect, test } from 'vitest';
import { sessionWarnings } from '../../src/canal/session-warnings.ts';

const sim = (simId: string, vpgId?: string, online = true) => ({ simId, online, ...(vpgId ? { vpgId } : {}) });

test("SIMs on no VPG, on the network's own and on the one that it replaces give no warning", () => {
  const sims = [sim('1'), sim('2', 'AAAA-own'), sim('3', 'old'), sim('4', 'other', false)];
  expect(sessionWarnings(sims, ['aaaa-OWN', 'old'])).toEqual([]);
  expect(sessionWarnings([], [undefined])).toEqual([]);
});

test('SIMs on other VPGs are told, the first of them by name', () => {
  const sims = [1, 2, 3, 4, 5].map((number) => sim(`sim-${number}`, number === 5 ? 'vpg-b' : 'vpg-a'));
  expect(sessionWarnings(sims, [undefined, undefined])).toEqual([
    {
      field: 'airGroup.groupId',
      message:
        "SIMs of the group are connected through another VPG today (sim-1, sim-2, sim-3 and 2 more, through vpg-a, vpg-b): they move to this network's when they reconnect, and reach what is behind the other one no more",
    },
  ]);
});
