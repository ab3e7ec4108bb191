import * as fc from 'fast-check';
import { Address6 } from 'ip-address';
import { describe, expect, it } from 'vitest';
import { canonicalIpv6, unusableIpv4, unusableIpv6 } from '../../../src/canal/dns/addresses.ts';

// Groups of which many are 0, so that there is something to shorten, written with and without it.
const group = fc.oneof(fc.constant(0), fc.constant(0xffff), fc.nat(0xffff));
const address = fc.array(group, { minLength: 8, maxLength: 8 }).map((groups) => groups.map((one) => one.toString(16)));

describe('An IPv6 address', () => {
  it('has one form, however it is written', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          address,
          address.map((groups) => groups.map((one) => one.padStart(4, '0'))),
        ),
        (groups) => {
          const text = groups.join(':');
          const form = new Address6(text).correctForm();
          expect(canonicalIpv6(text)).toBe(form);
          expect(canonicalIpv6(form.toUpperCase())).toBe(form);
        },
      ),
    );
  });

  it.each(['fd00::192.0.2.1', '64:ff9b::203.0.113.7'])('may end in the dotted form: %s', (text) => {
    expect(canonicalIpv6(text)).toBe(new Address6(text).correctForm());
  });

  it.each(['', 'fd00', '1:2:3', '::g', '::1%eth0', '::1/64'])('is not "%s"', (text) => {
    expect(() => canonicalIpv6(text)).toThrow();
  });

  it.each([
    ['::', 'is no address of a host'],
    ['0:0:0:0:0:0:0:1', 'is the address by which every host speaks to itself'],
    ['FF02::1', 'is for multicast'],
    ['::ffff:192.0.2.1', 'is an IPv4 address in disguise; write a record of type A'],
    ['::ffff:0:0', 'is an IPv4 address in disguise; write a record of type A'],
  ])('%s can be no host: it %s', (text, use) => {
    expect(unusableIpv6(text)).toBe(use);
  });

  it.each(['fd00::1', 'ff::1', '::2', '1::ffff:0:0', '2001:db8::ffff:c000:201'])('%s can be a host', (text) => {
    expect(unusableIpv6(text)).toBeUndefined();
  });

  it('is unusable where a library that counts its bits says so', () => {
    fc.assert(
      fc.property(address, (groups) => {
        const text = groups.join(':');
        const ipv6 = new Address6(text);
        const unusable =
          ipv6.correctForm() === '::' ||
          ipv6.isLoopback() ||
          ipv6.isMulticast() ||
          ipv6.isInSubnet(new Address6('::ffff:0:0/96'));
        expect(unusableIpv6(text) !== undefined).toBe(unusable);
      }),
    );
  });
});

describe('An IPv4 address', () => {
  it.each([
    ['0.1.2.3', 'is no address of a host'],
    ['127.0.0.53', 'is the address by which every host speaks to itself'],
    ['224.0.0.1', 'is for multicast or reserved'],
    ['255.255.255.255', 'is for multicast or reserved'],
  ])('%s can be no host: it %s', (text, use) => {
    expect(unusableIpv4(text)).toBe(use);
  });

  it('of a private range can be a host', () => {
    expect(unusableIpv4('172.21.10.5')).toBeUndefined();
  });
});
