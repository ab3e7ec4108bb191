import * as z from 'zod/mini';
import { madeOnce } from '../made-once.ts';
import { hostForm, hostTargetForm, ownerForm, serviceForm, targetForm, zoneForm } from './names.ts';

/** The name of a registered DNS host. */
export const DnsHostName = z
  .string()
  .check(
    z.regex(/^[a-z][a-z0-9-]{0,39}$/, 'must be 1 to 40 lower-case letters, digits and dashes, and start with a letter'),
  );

// Unprintable text has no use in a record; its bytes would also hide what the file says.
const printable = /^[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]*$/u;

/** One record of the zone. `name` is relative to the zone. Made by its first use: most networks have none, and start sooner. */
export const DnsRecord = z.lazy(() => {
  const ttl = z._default(z.int().check(z.minimum(0), z.maximum(604_800)), 60);
  const sixteenBits = z.int().check(z.minimum(0), z.maximum(65_535));
  const owner = z
    .string()
    .check(
      z.maxLength(253, 'must be at most 253 characters'),
      z.regex(
        ownerForm,
        'must be a name within the zone in lower case, such as app or _acme-challenge.app; @ is the zone',
      ),
    );
  const host = z
    .string()
    .check(
      z.maxLength(253, 'must be at most 253 characters'),
      z.regex(
        hostForm,
        'must be a name within the zone, lower-case letters, digits and dashes, such as app; @ is the zone',
      ),
    );
  const hostTarget = z
    .string()
    .check(
      z.maxLength(254, 'must be at most 253 characters'),
      z.regex(
        hostTargetForm,
        'must be the name of a host in lower case, such as app, or mail.example.com. with a dot last',
      ),
    );
  return z.discriminatedUnion(
    'type',
    [
      z.strictObject({ type: z.literal('A'), name: host, value: z.ipv4('must be an IPv4 address'), ttl }),
      z.strictObject({ type: z.literal('AAAA'), name: host, value: z.ipv6('must be an IPv6 address'), ttl }),
      z.strictObject({
        type: z.literal('CNAME'),
        name: owner,
        value: z
          .string()
          .check(
            z.maxLength(254, 'must be at most 253 characters'),
            z.regex(targetForm, 'must be a name in lower case, such as app, or www.example.com. with a dot last'),
          ),
        ttl,
      }),
      z.strictObject({
        type: z.literal('SRV'),
        name: z
          .string()
          .check(
            z.maxLength(253, 'must be at most 253 characters'),
            z.regex(serviceForm, 'must be a service within the zone in lower case, such as _mqtt._tcp'),
          ),
        priority: z._default(sixteenBits, 0),
        weight: z._default(sixteenBits, 0),
        port: sixteenBits,
        value: hostTarget,
        ttl,
      }),
      z.strictObject({
        type: z.literal('TXT'),
        name: owner,
        value: z
          .string()
          .check(
            z.minLength(1, 'must be text of 1 to 1024 characters'),
            z.maxLength(1024, 'must be text of 1 to 1024 characters'),
            z.regex(printable, 'must be printable text, without line breaks'),
          ),
        ttl,
      }),
      z.strictObject({
        type: z.literal('MX'),
        name: host,
        priority: z._default(sixteenBits, 10),
        value: hostTarget,
        ttl,
      }),
    ],
    { error: 'must be A, AAAA, CNAME, SRV, TXT or MX, in capitals' },
  );
});

/** The `dns` section, where its fields are looked at one by one. */
export const DnsSection = madeOnce(() =>
  z.strictObject({
    host: DnsHostName,
    zone: z
      .string()
      .check(
        z.maxLength(200, 'must be at most 200 characters'),
        z.regex(zoneForm, 'must be a name of two parts or more in lower case, such as plant.internal'),
      ),
    forward: z._default(
      z.union(
        [
          z.enum(['none', 'vpc']),
          z
            .array(z.ipv4('must be an IPv4 address'))
            .check(
              z.minLength(1, 'must name a server; write none, without brackets, to forward nothing'),
              z.maxLength(3, 'must be at most 3 addresses'),
            ),
        ],
        { error: 'must be none, vpc or a list of up to 3 IPv4 addresses' },
      ),
      'none',
    ),
    records: z._default(z.array(DnsRecord).check(z.maxLength(500, 'must be at most 500')), []),
    reverse: z._default(
      z
        .array(
          z
            .string()
            .check(
              z.regex(
                /^\d{1,3}(\.\d{1,3}){3}\/(8|16|24)$/,
                'must be an IPv4 range of length 8, 16 or 24, such as 172.21.10.0/24',
              ),
            ),
        )
        .check(z.maxLength(16, 'must be at most 16 ranges')),
      [],
    ),
    rateLimit: z.exactOptional(z.int().check(z.minimum(1), z.maximum(1000))),
  }),
);

/** Names for the SIMs from a DNS host that several networks share, instead of a DNS server of one's own. */
export const DnsWish = z.lazy(DnsSection);

export type DnsRecord = z.output<typeof DnsRecord>;
export type DnsWish = z.output<typeof DnsWish>;
