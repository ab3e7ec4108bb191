import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { withChange } from '../../src/canal/group-record.ts';
import { restoration } from '../../src/canal/group-restoration.ts';

const ours = { useVpg: true, vpgId: 'ours', useCustomDns: true, dnsServers: ['10.0.0.53'] };
const change = { run: 1, before: {}, set: ours };

describe('restoration', () => {
  test.each<[string, Record<string, unknown>, Record<string, unknown>, object]>([
    ['all is ours and was absent', ours, {}, { put: {}, remove: Object.keys(ours), left: [] }],
    [
      'prior values are put back, the others go',
      ours,
      { useVpg: false, dnsServers: ['8.8.8.8'] },
      { put: { useVpg: false, dnsServers: ['8.8.8.8'] }, remove: ['vpgId', 'useCustomDns'], left: [] },
    ],
    [
      'another VPG has been chosen since: the flag serves it now',
      { ...ours, vpgId: 'theirs' },
      {},
      { put: {}, remove: ['useCustomDns', 'dnsServers'], left: ['useVpg', 'vpgId'] },
    ],
    [
      'the VPG was switched off since: only the id is still ours',
      { ...ours, useVpg: false },
      {},
      { put: {}, remove: ['vpgId', 'useCustomDns', 'dnsServers'], left: ['useVpg'] },
    ],
    ['half of it was restored before', { useVpg: true }, {}, { put: {}, remove: ['useVpg'], left: [] }],
    ['all of it was', {}, {}, { put: {}, remove: [], left: [] }],
  ])('%s', (_, now, target, expected) => {
    expect(restoration(now, target, [change])).toEqual(expected);
  });

  test('keys that we have not set are never touched', () => {
    const only = { run: 1, before: {}, set: { useVpg: true, vpgId: 'ours' } };
    const { put, remove, left } = restoration({ ...ours, dnsServers: ['9.9.9.9'] }, {}, [only]);
    expect([put, remove, left]).toEqual([{}, ['useVpg', 'vpgId'], []]);
  });

  test('values of earlier runs are ours as well', () => {
    const later = { run: 2, before: ours, set: { ...ours, dnsServers: ['10.0.0.54'] } };
    expect(restoration(ours, {}, [change, later]).left).toEqual([]);
  });

  test('done once, nothing is left to do, whatever stood there', () => {
    const value = (...values: unknown[]) => fc.option(fc.constantFrom(...values), { nil: undefined });
    const settings = fc
      .record({
        useVpg: value(true, false),
        vpgId: value('ours', 'theirs'),
        useCustomDns: value(true, false),
        dnsServers: value(['10.0.0.53'], ['8.8.8.8']),
      })
      .map((keys) => Object.fromEntries(Object.entries(keys).filter(([, one]) => one !== undefined)));
    fc.assert(
      fc.property(settings, settings, (now, target) => {
        const { put, remove } = restoration(now, target, [change]);
        const after = Object.fromEntries(Object.entries({ ...now, ...put }).filter(([key]) => !remove.includes(key)));
        const again = restoration(after, target, [change]);
        expect([again.put, again.remove]).toEqual([{}, []]);
      }),
    );
  });
});

test('the first prior values stay, and a run goes back to what it found first', () => {
  const first = withChange(undefined, 'g', { run: 1, before: { useVpg: false }, set: ours });
  const tried = withChange(first, 'g', { run: 1, before: ours, set: ours });
  const next = withChange(tried, 'g', { run: 2, before: ours, set: { ...ours, vpgId: 'new' } });
  expect(next.prior).toEqual({ useVpg: false });
  expect(next.changes.map(({ run, before }) => [run, before])).toEqual([
    [1, { useVpg: false }],
    [1, { useVpg: false }],
    [2, ours],
  ]);
});
