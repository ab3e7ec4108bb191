import * as z from 'zod';
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
export const NewVpg = z
  .strictObject({
    type: z
      .literal([typeE, 15, typeF2], { error: 'must be 14 (Type-E), 15 (Type-F) or 242 (Type-F2)' })
      .exactOptional(),
    primaryServiceName: z.literal('canal', { error: 'must be canal' }).exactOptional(),
    useInternetGateway: z.boolean().default(true),
    deviceSubnetCidrRange: PrivateCidr(
      'must be inside 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16, so that it overlaps neither 100.64.0.0/10 nor 198.18.0.0/15',
    ).default('10.128.0.0/9'),
    placement: z
      .strictObject({
        region: z.enum(['ap-northeast-1', 'eu-central-1', 'us-west-2', 'ap-southeast-2']).default('ap-northeast-1'),
      })
      .prefault({}),
    soracomTransitGateway: z.strictObject({ asn: z.int().exactOptional() }).exactOptional(),
    tags: TagSet.refine((tags) => Object.keys(tags).length <= mostTags, {
      error: `must be at most ${mostTags}`,
    }).default({}),
  })
  .refine(({ type, primaryServiceName }) => type !== undefined || primaryServiceName !== undefined, {
    error: 'is required: 14 (Type-E), 15 (Type-F) or 242 (Type-F2)',
    path: ['type'],
  })
  .refine(({ type, primaryServiceName }) => type === undefined || primaryServiceName === undefined, {
    error: 'is of an older API and cannot stand beside type',
    path: ['primaryServiceName'],
  })
  .refine(({ type, useInternetGateway }) => type !== typeE || useInternetGateway, {
    error: 'must be true: the internet gateway of Type-E cannot be switched off',
    path: ['useInternetGateway'],
  })
  .refine(({ type, soracomTransitGateway }) => type === typeF2 || soracomTransitGateway === undefined, {
    error: 'is for type 242 (Type-F2) alone',
    path: ['soracomTransitGateway'],
  })
  .transform(({ type = 12, primaryServiceName, ...others }) => ({
    ...others,
    type,
    ...(primaryServiceName === undefined ? {} : { primaryServiceName: 'Canal' }),
  }));
