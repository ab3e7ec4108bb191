import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import fc from 'fast-check';
import { Address4 } from 'ip-address/dist/ipv4.js';
import { expect, it } from 'vitest';
import { withLateRanges, withPlainKeys } from '../../scripts/lean-modules.mjs';

it('writes out computed keys that are constants of the same source, and leaves all else as it is', () => {
  const source = [
    'const _xN = "xmlName";',
    'const _n = next();',
    'export var Vpcs$ = [3, _xN, { [_xN]: _VI, [_n]: 1, [other]: 2 }, [_xN]];',
  ].join('\n');
  expect(withPlainKeys(source)).toBe(source.replace('[_xN]: _VI', '"xmlName": _VI'));
});

it('makes the ranges of ip-address when they are asked for, and leaves what it says of addresses as it is', async () => {
  const path = createRequire(import.meta.url).resolve('ip-address/dist/ipv4.js');
  const source = withLateRanges(readFileSync(path, 'utf8'));
  expect(source).not.toMatch(/^const \w+ = new Address4/m);
  const module = { exports: {} as typeof import('ip-address/dist/ipv4.js') };
  new Function('exports', 'require', source)(module.exports, createRequire(path));
  fc.assert(
    fc.property(fc.ipV4(), (address) => {
      const told = (kind: typeof Address4) => {
        const one = new kind(address);
        return [one.isPrivate(), one.isMulticast(), one.isLoopback(), one.isLinkLocal(), one.isCGNAT()];
      };
      expect(told(module.exports.Address4)).toEqual(told(Address4));
    }),
  );
});
