import * as z from 'zod/mini';
import { PrivateCidr } from './cidr.ts';
import { TagSet } from './tags.ts';

/** How many tags a VPG may have. */
export const mostTags = 20;

const typeE = 14;
const typeF2 = 242;

/**
 * The request for a VPG, as the official file has it; or that of 2016, which named the service and left the type to it:
 * Canal's was a Type-C.
 */
export const NewVpg = z.pipe(
  z
    .strictObject({
      type: z.exactOptional(
        z.literal([typeE, 15, typeF2], { error: 'must be 14 (Type-E), 15 (Type-F) or 242 (Type-F2)' }),
      ),
      primaryServiceName: z.exactOptional(z.literal('canal', { error: 'must be canal' })),
      useInternetGateway: z._default(z.boolean(), true),
      deviceSubnetCidrRange: z._default(
        PrivateCidr(
          'must be inside 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16, so that it overlaps neither 100.64.0.0/10 nor 198.18.0.0/15',
        ),
        '10.128.0.0/9',
      ),
      placement: z.prefault(
        z.strictObject({
          region: z._default(
            z.enum(['ap-northeast-1', 'eu-central-1', 'us-west-2', 'ap-southeast-2']),
            'ap-northeast-1',
          ),
        }),
        {},
      ),
      soracomTransitGateway: z.exactOptional(z.strictObject({ asn: z.exactOptional(z.int()) })),
      tags: z._default(
        TagSet.check(
          z.refine((tags) => Object.keys(tags).length <= mostTags, {
            error: `must be at most ${mostTags}`,
          }),
        ),
        {},
      ),
    })
    .check(
      z.refine(({ type, primaryServiceName }) => type !== undefined || primaryServiceName !== undefined, {
        error: 'is required: 14 (Type-E), 15 (Type-F) or 242 (Type-F2)',
        path: ['type'],
      }),
      z.refine(({ type, primaryServiceName }) => type === undefined || primaryServiceName === undefined, {
        error: 'is of an older API and cannot stand beside type',
        path: ['primaryServiceName'],
      }),
      z.refine(({ type, useInternetGateway }) => type !== typeE || useInternetGateway, {
        error: 'must be true: the internet gateway of Type-E cannot be switched off',
        path: ['useInternetGateway'],
      }),
      z.refine(({ type, soracomTransitGateway }) => type === typeF2 || soracomTransitGateway === undefined, {
        error: 'is for type 242 (Type-F2) alone',
        path: ['soracomTransitGateway'],
      }),
    ),
  z.transform(({ type = 12, primaryServiceName, ...others }) => ({
    ...others,
    type,
    ...(primaryServiceName === undefined ? {} : { primaryServiceName: 'Canal' }),
  })),
);
