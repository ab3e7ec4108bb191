import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DnsWish } from '../../../src/canal/dns/wish.ts';
import { characterStrings, zoneFiles } from '../../../src/canal/dns/zone-file.ts';
import { dnsSection, dnsTenant } from '../../support/dns-tenants.ts';

const zones = (changes: Record<string, unknown>) =>
  zoneFiles(dnsTenant(1, { wish: DnsWish.parse(dnsSection(changes)) }));
const lines = (text: string | undefined) => text?.trimEnd().split('\n') ?? [];

test('a zone has its head, the name server at the ENI, and every record as a whole line', () => {
  const records = [
    { name: 'www', type: 'CNAME', value: 'app' },
    { name: 'app', type: 'A', value: '172.21.10.5', ttl: 300 },
    { name: 'app', type: 'AAAA', value: 'FD00:0:0::5' },
    { name: '_mqtt._tcp', type: 'SRV', port: 1883, value: 'app.plant.internal' },
    { name: '@', type: 'MX', value: 'mail.example.com.' },
    { name: '*', type: 'TXT', value: 'say "hi"; \\ü' },
  ];
  const [zone, ...others] = zones({ records });
  expect(others).toEqual([]);
  expect(zone?.zone).toBe('plant.internal');
  expect(lines(zone?.text)).toEqual([
    '; Zone plant.internal of network plant-1. Written by Canal: changes by hand are lost.',
    'plant.internal. 60 IN SOA canal-ns.plant.internal. hostmaster.plant.internal. 1767571200 3600 600 86400 60',
    'plant.internal. 60 IN NS canal-ns.plant.internal.',
    'canal-ns.plant.internal. 60 IN A 172.21.1.100',
    '*.plant.internal. 60 IN TXT "say \\034hi\\034; \\092\\195\\188"',
    '_mqtt._tcp.plant.internal. 60 IN SRV 0 0 1883 app.plant.internal.',
    'app.plant.internal. 300 IN A 172.21.10.5',
    'app.plant.internal. 60 IN AAAA fd00::5',
    'plant.internal. 60 IN MX 10 mail.example.com.',
    'www.plant.internal. 60 IN CNAME app.plant.internal.',
  ]);
});

test.each([
  ['172.21.10.0/24', '10.21.172.in-addr.arpa', '5.10.21.172.in-addr.arpa. 60 IN PTR app.plant.internal.'],
  ['172.21.0.0/16', '21.172.in-addr.arpa', '5.10.21.172.in-addr.arpa. 60 IN PTR app.plant.internal.'],
  ['172.0.0.0/8', '172.in-addr.arpa', '5.10.21.172.in-addr.arpa. 60 IN PTR app.plant.internal.'],
  ['10.0.0.0/8', '10.in-addr.arpa', undefined],
])('the range %s has the zone %s with the names of its addresses', (range, zone, pointer) => {
  const [, reverse] = zones({ reverse: [range] });
  expect(reverse?.zone).toBe(zone);
  expect(lines(reverse?.text).slice(3)).toEqual(pointer === undefined ? [] : [pointer]);
});

test('a text is cut into strings of at most 255 bytes, and read back it is the same', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (text) => {
      const strings = [...characterStrings(text).matchAll(/"((?:[^"\\]|\\\d{3})*)"/g)].map(([, inner = '']) =>
        [...inner.matchAll(/\\(\d{3})|[ -~]/g)].map(([letter, number]) =>
          number === undefined ? letter.charCodeAt(0) : Number(number),
        ),
      );
      for (const bytes of strings) expect(bytes.length).toBeLessThanOrEqual(255);
      expect(new TextDecoder().decode(new Uint8Array(strings.flat()))).toBe(text);
    }),
  );
});
