import fc from 'fast-check';
import { dnsFaults } from '../../src/canal/dns/dns-faults.ts';
import type { DnsTenant } from '../../src/canal/dns/tenant.ts';
import { DnsRecord, DnsSection, DnsWish } from '../../src/canal/dns/wish.ts';

/** A `dns` section as people write it. */
export const dnsSection = (changes: Record<string, unknown> = {}): Record<string, unknown> => ({
  host: 'tokyo-1',
  zone: 'plant.internal',
  records: [{ name: 'app', type: 'A', value: '172.21.10.5' }],
  ...changes,
});

/** The tenant at a device index: its subnet is 172.21.INDEX.96/28. */
export const dnsTenant = (index: number, changes: Partial<DnsTenant> = {}): DnsTenant => ({
  name: `plant-${index}`,
  address: `172.21.${index}.100`,
  subnetCidrBlock: `172.21.${index}.96/28`,
  deviceIndex: index,
  clients: ['100.64.0.0/24'],
  wish: DnsWish.parse(dnsSection()),
  serial: 1_767_571_200,
  ...changes,
});

// What would end a string, a line, a block, or begin a directive, if it came through.
const breakouts = ['"', '\\', ';', '\n', '\r\n', '}', '{', '$INCLUDE /etc/passwd', '(', ')', '*', '@', '.', '..', '\0'];
const foreign = ['', 'ü', '\u202e', '日本', ' ', '%', '\\046', '_', '-', 'A', '\u2028', '𓀀', '\ud800', '1'];
const evil = fc.oneof(fc.constantFrom(...breakouts, ...foreign), fc.string({ unit: 'binary', maxLength: 8 }));

const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?$/);
const underscored = fc.stringMatching(/^_[a-z0-9]{1,6}$/);
// Few names, so that records meet: aliases beside addresses, targets that exist, circles.
const few = fc.constantFrom('app', 'www', 'a.b', '*.b', '*', '@', 'mail');
const long = fc.array(fc.constant('x'.repeat(63)), { minLength: 1, maxLength: 4 }).map((labels) => labels.join('.'));
const service = fc.tuple(underscored, underscored).map((labels) => labels.join('.'));
const name = fc.oneof(
  { weight: 6, arbitrary: few },
  { weight: 3, arbitrary: fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join('.')) },
  { weight: 1, arbitrary: service },
  { weight: 1, arbitrary: long },
  { weight: 1, arbitrary: evil },
  { weight: 1, arbitrary: fc.tuple(few, evil, few).map((parts) => parts.join('')) },
);
const target = fc.oneof(
  { weight: 6, arbitrary: few },
  { weight: 2, arbitrary: label.map((first) => `${first}.example.com.`) },
  { weight: 1, arbitrary: fc.tuple(name, fc.constantFrom('', '.', '.plant.internal', '.com')).map((p) => p.join('')) },
);
const text = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
  fc.string({ unit: 'grapheme-ascii', minLength: 200, maxLength: 700 }),
  fc.array(fc.oneof(evil, fc.constant('v=spf1 ')), { maxLength: 6 }).map((parts) => parts.join('')),
);
const ttl = fc.oneof(
  { weight: 8, arbitrary: fc.constant(60) },
  { weight: 1, arbitrary: fc.integer({ min: -1, max: 700_000 }) },
);
const small = fc.oneof(fc.nat({ max: 65_535 }), fc.integer({ min: -1, max: 65_536 }));

const record = fc.oneof(
  fc.record({ type: fc.constant('A'), name, value: fc.oneof(fc.ipV4(), fc.ipV4(), evil), ttl }),
  fc.record({ type: fc.constant('AAAA'), name, value: fc.oneof(fc.ipV6(), fc.ipV6(), evil), ttl }),
  fc.record({ type: fc.constant('CNAME'), name, value: target, ttl }),
  fc.record({ type: fc.constant('TXT'), name, value: text, ttl }),
  fc.record({ type: fc.constant('MX'), name, value: target, priority: small, ttl }),
  fc.record({
    type: fc.constant('SRV'),
    name: fc.oneof({ weight: 5, arbitrary: service }, { weight: 1, arbitrary: name }),
    value: target,
    priority: small,
    weight: small,
    port: small,
    ttl,
  }),
);

/** `dns` sections of all kinds: in order, faulty, and hostile. */
export const anyDnsSection = fc.record({
  host: fc.constant('tokyo-1'),
  zone: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom('plant.internal', 'b', 'fleet.example.com', 'site.home.arpa') },
    { weight: 3, arbitrary: fc.tuple(label, label).map((labels) => labels.join('.')) },
    { weight: 1, arbitrary: fc.tuple(label, evil, label).map((parts) => parts.join('')) },
    { weight: 1, arbitrary: fc.constantFrom('plant.local', '10.in-addr.arpa', 'x.localhost') },
  ),
  forward: fc.oneof(fc.constantFrom('none', 'vpc'), fc.array(fc.ipV4(), { minLength: 1, maxLength: 3 })),
  records: fc.array(record, { maxLength: 16 }),
  reverse: fc.array(
    fc.tuple(fc.ipV4(), fc.constantFrom(8, 16, 24)).map(([address, length]) => {
      const octets = address.split('.').map((octet, index) => (index * 8 < length ? octet : '0'));
      return `${octets.join('.')}/${length}`;
    }),
    { maxLength: 2 },
  ),
});

/** The wish of a section that we do not refuse; undefined if we do. */
export function acceptedWish(section: unknown): DnsWish | undefined {
  const { data } = DnsWish.safeParse(section);
  return data && dnsFaults(data).length === 0 ? data : undefined;
}

const orderly = anyDnsSection.map((section) => ({
  ...section,
  zone: DnsSection().shape.zone.safeParse(section.zone).success ? section.zone : 'plant.internal',
}));

/** Wishes that we do not refuse: what is faulty in a section is left out of it. */
export const acceptableWish = orderly.map((section) => {
  const { data: base } = DnsWish.safeParse({ ...section, records: [] });
  let wish = base && dnsFaults(base).length === 0 ? base : DnsWish.parse(dnsSection({ records: [] }));
  for (const one of [{ name: 'app', type: 'A', value: '172.21.10.5' }, ...section.records]) {
    const { data } = DnsRecord.safeParse(one);
    const more = data && { ...wish, records: [...wish.records, data] };
    if (more && dnsFaults(more).length === 0) wish = more;
  }
  return wish;
});
