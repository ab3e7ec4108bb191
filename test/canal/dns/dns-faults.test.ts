import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dnsFaults } from '../../../src/canal/dns/dns-faults.ts';
import { dnsDraftOf } from '../../../src/canal/dns/draft.ts';
import { DnsWish } from '../../../src/canal/dns/wish.ts';
import { acceptedWish, anyDnsSection, dnsSection } from '../../support/dns-tenants.ts';

/** The faults of a section that is in order but for these values, as `field: message`. */
function faults(changes: Record<string, unknown>): string[] {
  const section = dnsSection(changes);
  const { error } = DnsWish.safeParse(section);
  expect(error?.issues ?? [], 'the shape of the case itself').toEqual([]);
  return dnsFaults(dnsDraftOf(section)).map(({ field, message }) => `${field}: ${message}`);
}
const ofRecords = (...records: Record<string, unknown>[]) => faults({ records });
const app = { name: 'app', type: 'A', value: '172.21.10.5' };

test('sections in order have none', () => {
  expect(faults({})).toEqual([]);
  expect(faults({ records: [], forward: ['172.21.0.9'], reverse: ['172.21.10.0/24', '10.0.0.0/8'] })).toEqual([]);
  expect(
    ofRecords(
      app,
      { ...app, value: '172.21.10.6' },
      { name: 'www', type: 'CNAME', value: 'app' },
      { name: 'far', type: 'CNAME', value: 'www.example.com.' },
      { name: '*.site', type: 'A', value: '172.21.10.7' },
      { name: '@', type: 'MX', value: 'x.site.plant.internal' },
      { name: '_mqtt._tcp', type: 'SRV', port: 1883, value: 'app' },
      { name: 'ns', type: 'CNAME', value: 'canal-host.plant.internal.example.com.' },
    ),
  ).toEqual([]);
});

describe('The zone', () => {
  test('is refused under .local, with the reason', () => {
    expect(faults({ zone: 'plant.local' })).toEqual([
      'dns.zone: plant.local is refused: devices ask their neighbours for names that end in .local (Multicast DNS, RFC 6762), and never this DNS server; choose a name such as plant.internal',
    ]);
  });

  test.each([
    ['plant.localhost', 'every device takes'],
    ['plant.invalid', 'never exist'],
    ['plant.onion', 'never asked'],
    ['10.0.0.1', 'would be taken for an address'],
    ['10.in-addr.arpa', 'name their ranges in dns.reverse'],
    ['home2.arpa', 'is for names of addresses'],
  ])('is refused as %s', (zone, reason) => {
    expect(faults({ zone })).toEqual([expect.stringContaining(reason)]);
  });

  test.each(['home.arpa', 'site.home.arpa', 'local.example.com', 'plant.internal'])('may be %s', (zone) => {
    expect(faults({ zone })).toEqual([]);
  });
});

describe('A record by itself', () => {
  test.each<[string, Record<string, unknown>, string]>([
    [
      'a name with the zone',
      { ...app, name: 'app.plant.internal' },
      'name: app.plant.internal has the zone in it already, and names are within the zone; write "app"',
    ],
    ['the zone as a name', { ...app, name: 'plant.internal' }, 'write "@"'],
    [
      "the name server's name",
      { ...app, name: 'canal-ns' },
      "name: canal-ns is the name of the zone's own name server",
    ],
    ['a name that is too long with its zone', { ...app, name: `${'a.'.repeat(119)}b` }, 'more than the 253 characters'],
    ['no host', { ...app, value: '0.0.0.0' }, 'value: 0.0.0.0 is no address of a host'],
    ['itself', { ...app, value: '127.0.0.1' }, 'by which every host speaks to itself'],
    ['a group', { ...app, value: '239.1.1.1' }, 'is for multicast'],
    ['all hosts', { ...app, value: '255.255.255.255' }, 'is for multicast or reserved'],
    ['itself in IPv6', { ...app, type: 'AAAA', value: '::1' }, 'speaks to itself'],
    ['no host in IPv6', { ...app, type: 'AAAA', value: '0:0:0:0:0:0:0:0' }, 'is no address of a host'],
    ['a group in IPv6', { ...app, type: 'AAAA', value: 'ff02::fb' }, 'is for multicast'],
    ['IPv4 in disguise', { ...app, type: 'AAAA', value: '::ffff:10.0.0.1' }, 'write a record of type A'],
    [
      'an alias to an address',
      { name: 'x', type: 'CNAME', value: '172.21.10.5' },
      'a CNAME record leads to a name; write a record of type A',
    ],
    ['mail to an address', { name: '@', type: 'MX', value: '172.21.10.5' }, 'give that address a name'],
    [
      'a name that may mean two things',
      { name: 'x', type: 'CNAME', value: 'www.example.com' },
      'value: "www.example.com" may be meant inside the zone or outside of it; write "www.example.com." for that very name, or "www.example.com.plant.internal"',
    ],
    [
      'a target that is too long',
      { name: 'x', type: 'CNAME', value: `${'a.'.repeat(118)}aaa.plant.internal` },
      'has more than the 253 characters',
    ],
  ])('%s', (_, record, sentence) => {
    expect(ofRecords(record)).toEqual([expect.stringContaining(sentence)]);
  });
});

describe('Records together', () => {
  test('the same record twice is told, also when it is written otherwise', () => {
    expect(ofRecords(app, app)).toEqual([
      'dns.records[1].value: is the same record as dns.records[0]; leave one of them out',
    ]);
    const ipv6 = { name: 'six', type: 'AAAA', value: 'fd00::5' };
    expect(ofRecords(ipv6, { ...ipv6, value: 'FD00:0::0005' })).toHaveLength(1);
    const mail = { name: '@', type: 'MX', value: 'app' };
    expect(ofRecords(app, mail, { ...mail, value: 'app.plant.internal.' })).toHaveLength(1);
    expect(ofRecords(app, mail, { ...mail, priority: 20 })).toEqual([]);
  });

  test('records of one name and type have one time to live', () => {
    expect(ofRecords(app, { ...app, value: '172.21.10.6', ttl: 300 })).toEqual([
      'dns.records[1].ttl: 300 differs from 60 of dns.records[0], but records of one name and type are answered together; give them the same ttl',
    ]);
  });

  test('an alias stands alone', () => {
    const alias = { name: 'app', type: 'CNAME', value: 'x.example.com.' };
    expect(ofRecords(alias, app)).toEqual([
      'dns.records[0].name: app is an alias (CNAME) and so can have no other record, but dns.records[1] is one (A); keep one of them',
    ]);
    expect(ofRecords(alias, { ...alias, value: 'y.example.com.' })).toEqual([
      'dns.records[1].name: app is an alias (CNAME) and so can have no other record, but dns.records[0] is one (CNAME); keep one of them',
    ]);
    expect(ofRecords({ ...alias, name: '@' })).toEqual([expect.stringContaining('the zone itself cannot be an alias')]);
  });

  test.each<[string, Record<string, unknown>[], string]>([
    [
      'nothing',
      [{ name: 'www', type: 'CNAME', value: 'ap' }],
      'value: nothing in the zone is called ap.plant.internal',
    ],
    ['itself', [{ name: 'www', type: 'CNAME', value: 'www' }], 'leads in a circle'],
    [
      'an alias',
      [
        { name: 'www', type: 'CNAME', value: 'app' },
        { name: '@', type: 'MX', value: 'www' },
      ],
      'is an alias (CNAME), which a MX record must not lead to',
    ],
    [
      'a text',
      [
        { name: 'txt', type: 'TXT', value: 'x' },
        { name: '_a._tcp', type: 'SRV', port: 1, value: 'txt' },
      ],
      'txt.plant.internal has no address',
    ],
    [
      'a name that hides a wildcard',
      [
        { name: '*', type: 'A', value: '10.0.0.1' },
        { name: 'a.b', type: 'A', value: '10.0.0.1' },
        { name: 'w', type: 'CNAME', value: 'b' },
      ],
      'nothing in the zone is called b.plant.internal',
    ],
  ])('what leads to %s is told', (_, records, sentence) => {
    expect(ofRecords(app, ...records)).toEqual([expect.stringContaining(sentence)]);
  });

  test('a circle of aliases is told at each of them, through wildcards as well', () => {
    const circle = [
      { name: 'a', type: 'CNAME', value: 'b' },
      { name: 'b', type: 'CNAME', value: 'a' },
      { name: '*.w', type: 'CNAME', value: 'x.w.plant.internal' },
    ];
    expect(ofRecords(...circle)).toEqual([0, 1, 2].map((at) => expect.stringContaining(`dns.records[${at}].value: `)));
  });
});

describe('Forwarding and names of addresses', () => {
  test.each([
    ['127.0.0.1', 'speaks to itself'],
    ['224.0.0.1', 'multicast'],
    ['169.254.169.253', 'write forward: vpc'],
  ])('a forwarder is not %s', (address, reason) => {
    expect(faults({ forward: ['172.21.0.9', address] })).toEqual([
      expect.stringMatching(new RegExp(`^dns\\.forward\\[1\\]: .*${reason}`)),
    ]);
  });

  test('a forwarder stands once', () => {
    expect(faults({ forward: ['1.1.1.1', '1.1.1.1'] })).toEqual([
      'dns.forward[1]: 1.1.1.1 stands in dns.forward[0] already; name it once',
    ]);
  });

  test('a range is one, starts at its start, and meets no other', () => {
    expect(faults({ reverse: ['300.0.0.0/8', '10.1.0.0/8', '10.0.0.0/8', '10.1.0.0/16'] })).toEqual([
      'dns.reverse[0]: "300.0.0.0/8" is not an IPv4 range; write one such as 172.21.10.0/24',
      'dns.reverse[1]: 10.1.0.0/8 is not the start of its range; write 10.0.0.0/8',
      'dns.reverse[2]: 10.0.0.0/8 shares addresses with 10.1.0.0/8 of dns.reverse[1]; keep the wider one',
      'dns.reverse[3]: 10.1.0.0/16 shares addresses with 10.1.0.0/8 of dns.reverse[1]; keep the wider one',
    ]);
  });
});

test('a record of the wrong shape does not hide what is wrong with the others, nor makes what leads to it wrong', () => {
  const section = dnsSection({
    zone: 'plant.local',
    records: [
      { name: 'App', type: 'A', value: '1.2.3.4' },
      { name: 'w', type: 'CNAME', value: 'app' },
      { ...app, name: 'w' },
    ],
  });
  expect(dnsFaults(dnsDraftOf(section)).map(({ field }) => field)).toEqual(['dns.zone', 'dns.records[1].name']);
});

test('any section, however hostile, is answered; faults are in plain fields of it', () => {
  let accepted = 0;
  fc.assert(
    fc.property(anyDnsSection, (section) => {
      for (const { field } of dnsFaults(dnsDraftOf(section)))
        expect(field).toMatch(/^dns\.(zone|forward\[\d\]|reverse\[\d\]|records\[\d+\]\.(name|value|ttl))$/);
      if (acceptedWish(section)) accepted += 1;
    }),
    { numRuns: 300 },
  );
  expect(accepted).toBeGreaterThan(0);
});
