import { describe, expect, it } from 'vitest';
import { matches, patternFaults } from '../../../src/sandbox/events-api/pattern.ts';

const event = {
  source: 'canal.network',
  'detail-type': 'Network Requested',
  resources: ['arn:aws:one', 'arn:aws:two'],
  detail: {
    name: 'Plant-7',
    path: 'a*b\\c',
    cost: 20.5,
    address: '10.1.2.3',
    six: '2001:db8::1',
    nothing: null,
    empty: [],
    tags: ['x', 'y'],
    on: true,
    peerings: [{ id: 'pcx-1' }, { id: 'pcx-2' }],
  },
};
const detail = (fields: object) => ({ detail: fields });

// The cases follow "Comparison operators" of the EventBridge user guide.
describe('An event pattern', () => {
  it.each<[string, object, object]>([
    ['a text', { source: ['canal.network', 'x'] }, { source: ['canal'] }],
    [
      'several fields: all must fit',
      { source: ['canal.network'], ...detail({ cost: [20.5] }) },
      { source: ['canal.network'], ...detail({ cost: [21] }) },
    ],
    ['a member of a list', { resources: ['arn:aws:two'] }, { resources: ['arn:aws:three'] }],
    [
      'a field of the members of a list',
      detail({ peerings: { id: ['pcx-2'] } }),
      detail({ peerings: { id: ['pcx-3'] } }),
    ],
    ['true', detail({ on: [true] }), detail({ on: [false] })],
    ['a number, not its text', detail({ cost: [20.5] }), detail({ cost: ['20.5'] })],
    ['null', detail({ nothing: [null] }), detail({ name: [null] })],
    ['prefix', detail({ name: [{ prefix: 'Plant' }] }), detail({ name: [{ prefix: 'plant' }] })],
    [
      'prefix in any case',
      detail({ name: [{ prefix: { 'equals-ignore-case': 'pLANT' } }] }),
      detail({ name: [{ prefix: { 'equals-ignore-case': 'lant' } }] }),
    ],
    ['suffix', detail({ name: [{ suffix: '-7' }] }), detail({ name: [{ suffix: '-8' }] })],
    [
      'suffix in any case',
      detail({ name: [{ suffix: { 'equals-ignore-case': 'NT-7' } }] }),
      detail({ name: [{ suffix: { 'equals-ignore-case': 'P' } }] }),
    ],
    [
      'equals-ignore-case',
      detail({ name: [{ 'equals-ignore-case': 'PLANT-7' }] }),
      detail({ name: [{ 'equals-ignore-case': 'plant' }] }),
    ],
    [
      'anything-but',
      detail({ name: [{ 'anything-but': 'x' }] }),
      detail({ name: [{ 'anything-but': ['x', 'Plant-7'] }] }),
    ],
    [
      'anything-but numbers',
      detail({ cost: [{ 'anything-but': [1, 2] }] }),
      detail({ cost: [{ 'anything-but': 20.5 }] }),
    ],
    [
      'anything-but of a field that is there',
      detail({ name: [{ 'anything-but': 'x' }] }),
      detail({ absent: [{ 'anything-but': 'x' }] }),
    ],
    [
      'anything-but prefix',
      detail({ name: [{ 'anything-but': { prefix: 'x' } }] }),
      detail({ name: [{ 'anything-but': { prefix: ['Pl', 'x'] } }] }),
    ],
    [
      'anything-but suffix',
      detail({ name: [{ 'anything-but': { suffix: 'x' } }] }),
      detail({ name: [{ 'anything-but': { suffix: '7' } }] }),
    ],
    [
      'anything-but wildcard',
      detail({ name: [{ 'anything-but': { wildcard: '*x*' } }] }),
      detail({ name: [{ 'anything-but': { wildcard: 'P*7' } }] }),
    ],
    [
      'numeric',
      detail({ cost: [{ numeric: ['>', 20, '<=', 20.5] }] }),
      detail({ cost: [{ numeric: ['>', 20, '<', 20.5] }] }),
    ],
    ['numeric equality', detail({ cost: [{ numeric: ['=', 20.5] }] }), detail({ name: [{ numeric: ['=', 7] }] })],
    ['cidr', detail({ address: [{ cidr: '10.1.0.0/16' }] }), detail({ address: [{ cidr: '10.2.0.0/16' }] })],
    ['cidr of IPv6', detail({ six: [{ cidr: '2001:db8::/32' }] }), detail({ address: [{ cidr: '2001:db8::/32' }] })],
    ['exists', detail({ name: [{ exists: true }] }), detail({ absent: [{ exists: true }] })],
    ['does not exist', detail({ absent: [{ exists: false }] }), detail({ name: [{ exists: false }] })],
    [
      'does not exist below what does not exist',
      detail({ absent: { more: [{ exists: false }] } }),
      detail({ absent: { more: ['x'] } }),
    ],
    [
      'exists though it is null, or an empty list',
      detail({ nothing: [{ exists: true }], empty: [{ exists: true }] }),
      detail({ empty: ['x'] }),
    ],
    ['wildcard', detail({ name: [{ wildcard: 'P*t-*' }] }), detail({ name: [{ wildcard: 'P*t' }] })],
    [
      'wildcard that escapes',
      detail({ path: [{ wildcard: 'a\\*b\\\\c' }] }),
      detail({ name: [{ wildcard: 'Pl.nt-7' }] }),
    ],
    ['one of several conditions', detail({ name: ['x', { prefix: 'Pl' }] }), detail({ name: ['x', { prefix: 'y' }] })],
    [
      '$or',
      { $or: [{ source: ['x'] }, detail({ cost: [20.5] })] },
      { $or: [{ source: ['x'] }, detail({ cost: [1] })] },
    ],
    [
      '$or within detail, with a field beside it',
      detail({ on: [true], $or: [{ name: ['x'] }, { cost: [20.5] }] }),
      detail({ on: [false], $or: [{ name: ['x'] }, { cost: [20.5] }] }),
    ],
  ])('knows %s', (_, fits, doesNot) => {
    expect([patternFaults(fits), patternFaults(doesNot)]).toEqual([[], []]);
    expect(matches(fits, event)).toBe(true);
    expect(matches(doesNot, event)).toBe(false);
  });

  it.each<[unknown, string]>([
    ['x', 'the pattern must be an object'],
    [{}, 'the pattern is empty'],
    [{ source: [] }, 'the pattern.source is an empty list'],
    [{ source: 'x' }, 'the pattern.source must be an object'],
    [{ source: [{ like: 'x' }] }, 'the pattern.source has {"like":"x"}'],
    [{ detail: { a: [{ numeric: ['~', 1] }] } }, 'the pattern.detail.a has {"numeric":["~",1]}'],
    [{ detail: { a: [{ numeric: ['>'] }] } }, 'the pattern.detail.a has'],
    [{ detail: { a: [{ cidr: '10.0.0.300/8' }] } }, 'the pattern.detail.a has'],
    [{ detail: { a: [{ exists: 'yes' }] } }, 'the pattern.detail.a has'],
    [{ detail: { a: [{ 'anything-but': { exists: true } }] } }, 'the pattern.detail.a has'],
    [{ detail: { a: [{ prefix: 'x', suffix: 'y' }] } }, 'the pattern.detail.a has'],
    [{ $or: [{ source: ['x'] }] }, 'the pattern.$or must be a list of two or more patterns'],
  ])('refuses %j', (pattern, fault) => {
    expect(patternFaults(pattern)).toEqual([expect.stringContaining(fault)]);
  });
});
