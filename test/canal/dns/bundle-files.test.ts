import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dnsBundle } from '../../../src/canal/dns/bundle.ts';
import { bundleFiles } from '../../../src/canal/dns/bundle-files.ts';

test('a bundle gives back the files that were packed into it', () => {
  const file = fc.record({ path: fc.stringMatching(/^[a-z/.-]{1,100}$/), text: fc.string({ unit: 'grapheme' }) });
  fc.assert(
    fc.property(fc.array(file, { minLength: 1, maxLength: 6 }), (files) => {
      expect(bundleFiles(dnsBundle(files).bytes)).toEqual(files);
    }),
    { numRuns: 50 },
  );
});

test.each([
  ['nothing', new Uint8Array()],
  ['something else', new TextEncoder().encode('no tar at all, '.repeat(100))],
  ['a bundle that is cut off', dnsBundle([{ path: 'manifest', text: 'x'.repeat(2000) }]).bytes.slice(0, 1024)],
])('of %s there are none', (_, bytes) => {
  expect(() => bundleFiles(bytes)).toThrow(RangeError);
});
