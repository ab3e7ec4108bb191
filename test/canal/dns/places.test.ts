import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rangeContains, rangesOverlap } from '../../../src/canal/cidr.ts';
import { freePositions, hostFull, positionAt, positionsOf, roomOf } from '../../../src/canal/dns/places.ts';

const small = { instanceType: 't3.small', mostInterfaces: 3, pool: '10.0.64.0/20' };
const host = (mostInterfaces: number, pool = '10.0.64.0/20') => ({ instanceType: 'm6i.4xlarge', mostInterfaces, pool });

describe('The places of a DNS host', () => {
  test('are its ENIs but for the first, each with a /28 of the pool and the first address that AWS leaves in it', () => {
    expect(positionsOf(small)).toEqual([
      { deviceIndex: 1, subnetCidrBlock: '10.0.64.0/28', address: '10.0.64.4' },
      { deviceIndex: 2, subnetCidrBlock: '10.0.64.16/28', address: '10.0.64.20' },
    ]);
    expect(positionsOf(host(15)).at(-1)).toEqual({
      deviceIndex: 14,
      subnetCidrBlock: '10.0.64.208/28',
      address: '10.0.64.212',
    });
  });

  test('end where the pool does', () => {
    expect(positionsOf(host(15, '10.0.64.0/27')).map(({ deviceIndex }) => deviceIndex)).toEqual([1, 2]);
    expect(() => positionAt('10.0.64.0/28', 2)).toThrow(RangeError);
    expect(() => positionAt('10.0.64.0/20', 0)).toThrow(RangeError);
  });

  test('never share an address, and are all in the pool', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 16, max: 28 }), (interfaces, length) => {
        const pool = `10.64.0.0/${length}`;
        const positions = positionsOf(host(interfaces, pool));
        for (const [index, { subnetCidrBlock, address }] of positions.entries()) {
          expect(rangeContains(pool, subnetCidrBlock)).toBe(true);
          expect(rangeContains(subnetCidrBlock, address)).toBe(true);
          const others = positions.slice(index + 1);
          expect(others.some((other) => rangesOverlap(other.subnetCidrBlock, subnetCidrBlock))).toBe(false);
        }
      }),
    );
  });

  test('are free where neither a tenant nor an ENI of others stands', () => {
    expect(freePositions(host(8), [1, 3], [5]).map(({ deviceIndex }) => deviceIndex)).toEqual([2, 4, 6, 7]);
    expect(roomOf(host(8), [1, 3], [5])).toEqual({ places: 7, free: 4, foreign: 1, limit: 'interfaces' });
    expect(roomOf(host(8, '10.0.64.0/27'), [1], [])).toEqual({ places: 2, free: 1, foreign: 0, limit: 'pool' });
  });
});

describe('Why a host takes no tenant more', () => {
  test('is said with what would help', () => {
    expect(hostFull(small, [1, 2], [])).toBe(
      'host full: 2 of 2 places; t3.small allows 3 ENIs, the first is for maintenance; use an xlarge (3 tenants) or add a host',
    );
    expect(hostFull(host(4), [1, 2, 3], [])).toContain('use a 4xlarge (7 tenants) or add a host');
    expect(hostFull(host(8), [1, 2, 3, 4, 5, 6, 7], [])).toContain('use a 16xlarge (14 tenants) or add a host');
    expect(hostFull(host(15), [], [])).toMatch(/for maintenance; add a host$/);
    expect(hostFull({ ...small, mostInterfaces: 2 }, [1], [])).toContain('1 of 1 place;');
  });

  test('names ENIs of others, and a pool that is too small', () => {
    expect(hostFull(small, [1], [2])).toContain('host full: 1 of 2 places, and 1 with ENIs that are not ours;');
    expect(hostFull(host(15, '10.0.64.0/27'), [1, 2], [])).toBe(
      'host full: 2 of 2 places; its pool 10.0.64.0/27 has no more subnets; register it with a larger pool or add a host',
    );
  });
});
