import { describe, expect, test } from 'vitest';
import { DnsWish } from '../../../src/canal/dns/wish.ts';
import { shapeFaults } from '../../../src/canal/shape-faults.ts';
import { dnsSection } from '../../support/dns-tenants.ts';

function faults(changes: Record<string, unknown>): string[] {
  const { error } = DnsWish.safeParse(dnsSection(changes));
  return error ? shapeFaults(error, DnsWish).map((fault) => `${fault.field}: ${fault.message}`) : [];
}
const ofRecord = (changes: Record<string, unknown>) =>
  faults({ records: [{ name: 'app', type: 'A', value: '172.21.10.5', ...changes }] });

test('what is left out has its default', () => {
  expect(DnsWish.parse({ host: 'tokyo-1', zone: 'plant.internal' })).toEqual({
    host: 'tokyo-1',
    zone: 'plant.internal',
    forward: 'none',
    records: [],
    reverse: [],
  });
  const records = [
    { name: '@', type: 'MX', value: 'app' },
    { name: '_a._tcp', type: 'SRV', port: 1, value: 'app' },
  ];
  expect(DnsWish.parse(dnsSection({ records })).records).toEqual([
    { name: '@', type: 'MX', value: 'app', priority: 10, ttl: 60 },
    { name: '_a._tcp', type: 'SRV', port: 1, value: 'app', priority: 0, weight: 0, ttl: 60 },
  ]);
});

describe('a fault of shape says what must be there', () => {
  test.each<[string, Record<string, unknown>, string]>([
    [
      'a zone of one part',
      { zone: 'plant' },
      'zone: must be a name of two parts or more in lower case, such as plant.internal',
    ],
    [
      'a zone in capitals',
      { zone: 'Plant.internal' },
      'zone: must be a name of two parts or more in lower case, such as plant.internal',
    ],
    ['a word for forward', { forward: 'all' }, 'forward: must be none, vpc or a list of up to 3 IPv4 addresses'],
    ['no forwarder', { forward: [] }, 'forward: must name a server; write none, without brackets, to forward nothing'],
    ['a forwarder by name', { forward: ['dns.example.com'] }, 'forward[0]: must be an IPv4 address'],
    ['a limit of nothing', { rateLimit: 0 }, 'rateLimit: must be at least 1'],
    [
      'a range of another length',
      { reverse: ['10.0.0.0/12'] },
      'reverse[0]: must be an IPv4 range of length 8, 16 or 24, such as 172.21.10.0/24',
    ],
    ['a field that nobody knows', { forwards: 'vpc' }, 'forwards: is not a known field; did you mean forward?'],
  ])('%s', (_, changes, fault) => {
    expect(faults(changes)).toEqual([fault]);
  });

  test.each<[string, Record<string, unknown>, string]>([
    ['a type that nobody knows', { type: 'a' }, 'records[0].type: must be A, AAAA, CNAME, SRV, TXT or MX, in capitals'],
    ['no type', { type: undefined }, 'records[0].type: must be A, AAAA, CNAME, SRV, TXT or MX, in capitals'],
    [
      'a name in capitals',
      { name: 'App' },
      'records[0].name: must be a name within the zone, lower-case letters, digits and dashes, such as app; @ is the zone',
    ],
    ['an address that is none', { value: '172.21.10' }, 'records[0].value: must be an IPv4 address'],
    [
      'an IPv6 address of an interface',
      { type: 'AAAA', value: 'fe80::1%eth0' },
      'records[0].value: must be an IPv6 address',
    ],
    ['a time below zero', { ttl: -1 }, 'records[0].ttl: must be at least 0'],
    ['a time of more than a week', { ttl: 604_801 }, 'records[0].ttl: must be at most 604800'],
    [
      'a service that is none',
      { type: 'SRV', name: 'mqtt', port: 1883, value: 'app' },
      'records[0].name: must be a service within the zone in lower case, such as _mqtt._tcp',
    ],
    [
      'a port that is none',
      { type: 'SRV', name: '_mqtt._tcp', port: 65_536, value: 'app' },
      'records[0].port: must be at most 65535',
    ],
    [
      'a text of two lines',
      { type: 'TXT', value: 'a\nb' },
      'records[0].value: must be printable text, without line breaks',
    ],
    ['a port of an address', { port: 80 }, 'records[0].port: is not a known field; known here: type, name, value, ttl'],
  ])('in a record: %s', (_, changes, fault) => {
    expect(ofRecord(changes)).toEqual([fault]);
  });
});

describe('nothing that could leave its place is let through', () => {
  const breakouts = [
    '"',
    '\\',
    ';',
    '\n',
    '\r',
    '\t',
    ' ',
    '}',
    '{',
    '(',
    ')',
    '$',
    '\0',
    '\u2028',
    'ü',
    '/',
    '#',
    '!',
  ];
  test.each(breakouts)('%j', (breakout) => {
    const text = `a${breakout}b`;
    for (const zone of [text, `${text}.internal`, `plant.internal${breakout}`])
      expect(faults({ zone })).toHaveLength(1);
    for (const name of [text, `app${breakout}`, `${breakout}app`]) expect(ofRecord({ name })).toHaveLength(1);
    for (const type of ['CNAME', 'MX']) {
      for (const value of [text, `app.${breakout}`, `app${breakout}`])
        expect(ofRecord({ type, value })).toHaveLength(1);
    }
    expect(faults({ host: text })).toHaveLength(1);
    expect(faults({ forward: [`10.0.0.1${breakout}`] })).not.toEqual([]);
    expect(faults({ reverse: [`10.0.0.0/8${breakout}`] })).toHaveLength(1);
    expect(ofRecord({ value: `172.21.10.5${breakout}` })).toHaveLength(1);
    expect(ofRecord({ type: 'AAAA', value: `fd00::5${breakout}` })).toHaveLength(1);
  });

  test('also in names of many parts, quickly', () => {
    expect(ofRecord({ name: `${'a-'.repeat(120)}!` })).toHaveLength(1);
    expect(faults({ zone: `${'a.'.repeat(99)}!` })).toHaveLength(1);
  });
});
