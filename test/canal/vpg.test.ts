import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { VpgWish } from '../../src/canal/network.ts';
import { nextWaitSeconds, vpgConflicts } from '../../src/canal/vpg.ts';

const vpgId = '12345678-abcd-4abc-8abc-1234567890ab';
const standing = {
  vpgId,
  type: 15,
  useInternetGateway: true,
  deviceSubnetCidrRange: '10.128.0.0/9',
  region: 'ap-northeast-1',
};
const created = VpgWish.parse({});
const adopted = VpgWish.parse({ vpgId });

describe('vpgConflicts', () => {
  test('a VPG that stands as wished has none', () => {
    expect(vpgConflicts(created, standing)).toEqual([]);
    expect(vpgConflicts(adopted, standing)).toEqual([]);
  });

  test('a region that SORACOM does not tell is not compared', () => {
    const { region: _, ...untold } = standing;
    expect(vpgConflicts(VpgWish.parse({ region: 'eu-central-1' }), untold)).toEqual([]);
  });

  test('a range in another form is the same range', () => {
    expect(vpgConflicts(created, { ...standing, deviceSubnetCidrRange: '10.128.0.1/9' })).toEqual([]);
  });

  test.each([
    ['useInternetGateway', { useInternetGateway: false }, 'false, not true', 'useInternetGateway: false'],
    [
      'deviceSubnetCidrRange',
      { deviceSubnetCidrRange: '10.64.0.0/16' },
      '10.64.0.0/16, not 10.128.0.0/9',
      'deviceSubnetCidrRange: 10.64.0.0/16',
    ],
    ['region', { region: 'eu-central-1' }, 'eu-central-1, not ap-northeast-1', 'region: eu-central-1'],
  ])('%s that differs is told with both ways out', (setting, changes, difference, line) => {
    const message = `VPG ${vpgId} stands with ${difference}, and that cannot be changed; write "${line}" under vpg, or`;
    expect(vpgConflicts(created, { ...standing, ...changes })).toEqual([
      {
        name: 'VpgConflict',
        field: `vpg.${setting}`,
        message: `${message} remove this VPG first so that a new one is created`,
      },
    ]);
    expect(vpgConflicts(adopted, { ...standing, ...changes })).toEqual([
      { name: 'VpgConflict', field: `vpg.${setting}`, message: `${message} name another VPG in vpg.vpgId` },
    ]);
  });

  test('all that differs is told at once', () => {
    const other = {
      vpgId,
      type: 12,
      useInternetGateway: false,
      deviceSubnetCidrRange: '10.0.0.0/8',
      region: 'us-west-2',
    };
    expect(vpgConflicts(created, other).map((fault) => fault.field)).toEqual([
      'vpg.type',
      'vpg.useInternetGateway',
      'vpg.deviceSubnetCidrRange',
      'vpg.region',
    ]);
  });

  test('a wish to create takes only a VPG of the same type', () => {
    const [fault, ...others] = vpgConflicts(created, { ...standing, type: 12 });
    expect(others).toEqual([]);
    expect(fault).toMatchObject({ name: 'VpgConflict', field: 'vpg.type' });
    expect(fault?.message).toContain('is of type 12, not 15, and that cannot be changed');
    expect(fault?.message).toContain('remove this VPG first');
  });

  test('a wish to adopt that names no type takes 12, 13 and 15', () => {
    for (const type of [12, 13, 15]) expect(vpgConflicts(adopted, { ...standing, type })).toEqual([]);
  });

  test('a wish to adopt that names an old type takes that type alone', () => {
    const wish = VpgWish.parse({ vpgId, type: 12 });
    expect(vpgConflicts(wish, { ...standing, type: 12 })).toEqual([]);
    const [fault] = vpgConflicts(wish, { ...standing, type: 13 });
    expect(fault?.message).toContain('write "type: 13" under vpg, or name another VPG in vpg.vpgId');
  });

  test.each([
    [14, 'internet connections only'],
    [242, 'Transit Gateway'],
  ])('a standing VPG of type %i cannot be used, with the reason', (type, reason) => {
    const [fault, ...others] = vpgConflicts(adopted, { ...standing, type });
    expect(others).toEqual([]);
    expect(fault).toMatchObject({ name: 'VpgConflict', field: 'vpg.type' });
    expect(fault?.message).toContain(reason);
    expect(fault?.message).toContain('name another VPG in vpg.vpgId, or leave it out to create one');
    expect(vpgConflicts(created, { ...standing, type })[0]?.message).toContain('; terminate it first');
  });
});

describe('nextWaitSeconds', () => {
  const start = Date.UTC(2026, 0, 1);

  test.each([
    [0, 180, 180],
    [100, 180, 80],
    [170, 180, 15],
    [180, 180, 15],
    [1000, 180, 15],
    [0, 0, 15],
    [0, 1800, 300],
    [-60, 180, 240],
  ])('%i s after creation, with %i s expected: %i s', (elapsed, expectedSeconds, wait) => {
    expect(nextWaitSeconds(start, start + elapsed * 1000, expectedSeconds)).toBe(wait);
  });

  test('is a whole number from 15 to 300, and 15 once the expected time has passed', () => {
    const elapsed = fc.integer({ min: -3_600_000, max: 7_200_000 });
    fc.assert(
      fc.property(elapsed, fc.integer({ min: 0, max: 3600 }), (ms, expectedSeconds) => {
        const wait = nextWaitSeconds(start, start + ms, expectedSeconds);
        expect(Number.isInteger(wait)).toBe(true);
        expect(wait).toBeGreaterThanOrEqual(15);
        expect(wait).toBeLessThanOrEqual(300);
        if (ms >= expectedSeconds * 1000) expect(wait).toBe(15);
      }),
    );
  });

  test('looks at the expected time, never long after it, and every 15 s from then on', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1800 }),
        fc.integer({ min: 0, max: 1_800_000 }),
        (expectedSeconds, readyAfter) => {
          let elapsed = 0;
          let looks = 0;
          while (elapsed < readyAfter) {
            elapsed += nextWaitSeconds(start, start + elapsed, expectedSeconds) * 1000;
            looks += 1;
          }
          const late = Math.max(readyAfter, expectedSeconds * 1000) + 15_000;
          expect(elapsed).toBeLessThanOrEqual(late);
          expect(looks).toBeLessThanOrEqual(1800 / 300 + 1800 / 15 + 1);
        },
      ),
    );
  });
});
