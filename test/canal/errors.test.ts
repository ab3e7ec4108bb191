import { describe, expect, test } from 'vitest';
import { CanalError, errorKinds, faultsError } from '../../src/canal/errors.ts';

test('every kind of error says when it is thrown and what to do next, in sentences', () => {
  for (const [name, { when, next }] of Object.entries(errorKinds)) {
    expect(name).toMatch(/^[A-Z][A-Za-z0-9]+$/);
    for (const sentence of [when, next]) expect(sentence).toMatch(/^[A-Z].*[^.]\.$/);
  }
});

describe('CanalError', () => {
  test('carries its name as data, its cause and its faults', () => {
    const cause = new Error('the wire');
    const error = new CanalError('SoracomUnavailable', 'SORACOM gave no answer.', { cause });
    expect(error).toBeInstanceOf(Error);
    expect(error.name).toBe('SoracomUnavailable');
    expect(String(error)).toBe('SoracomUnavailable: SORACOM gave no answer.');
    expect(error.cause).toBe(cause);
    expect(error.faults).toEqual([]);
  });
});

describe('faultsError', () => {
  const overlap = { name: 'CidrOverlap', field: 'vpg.deviceSubnetCidrRange', message: 'choose another range' } as const;
  const missing = { name: 'NotFound', field: 'airGroup.groupId', message: 'create the group first' } as const;

  test('for one fault is one line', () => {
    const error = faultsError('The network cannot be made', [overlap]);
    expect(error.name).toBe('CidrOverlap');
    expect(error.message).toBe('The network cannot be made: vpg.deviceSubnetCidrRange: choose another range');
    expect(error.faults).toEqual([overlap]);
  });

  test('for several is named after the first and lists all', () => {
    const error = faultsError('The network cannot be made', [missing, overlap]);
    expect(error.name).toBe('NotFound');
    expect(error.message).toBe(
      'The network cannot be made, 2 faults:\n- airGroup.groupId: create the group first\n- vpg.deviceSubnetCidrRange: choose another range',
    );
    expect(error.faults).toEqual([missing, overlap]);
  });
});
