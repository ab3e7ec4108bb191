import { expect, it } from 'vitest';
import { withPlainKeys } from '../../scripts/lean-modules.mjs';

it('writes out computed keys that are constants of the same source, and leaves all else as it is', () => {
  const source = [
    'const _xN = "xmlName";',
    'const _n = next();',
    'export var Vpcs$ = [3, _xN, { [_xN]: _VI, [_n]: 1, [other]: 2 }, [_xN]];',
  ].join('\n');
  expect(withPlainKeys(source)).toBe(source.replace('[_xN]: _VI', '"xmlName": _VI'));
});
