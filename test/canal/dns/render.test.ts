import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderDnsHost } from '../../../src/canal/dns/render.ts';
import type { DnsTenant } from '../../../src/canal/dns/tenant.ts';
import { DnsWish } from '../../../src/canal/dns/wish.ts';
import { acceptableWish, dnsSection, dnsTenant } from '../../support/dns-tenants.ts';

const host = { name: 'tokyo-1', resolver: '172.21.0.2', revision: 9 };
const render = (...tenants: DnsTenant[]) => {
  const files = renderDnsHost(host, tenants);
  const text = (pattern: RegExp) => files.find(({ path }) => pattern.test(path))?.text ?? '';
  return { files, text, named: text(/^named\.conf$/), manifest: text(/^manifest$/) };
};
const wishing = (changes: Record<string, unknown>) => ({ wish: DnsWish.parse(dnsSection(changes)) });

describe('named.conf', () => {
  test('listens on the ENIs of the tenants and on nothing else', () => {
    expect(render(dnsTenant(2), dnsTenant(1)).named).toContain('listen-on port 53 { 172.21.1.100; 172.21.2.100; };');
    expect(render().named).toContain('listen-on port 53 { none; };');
    expect(render().named).toContain('listen-on-v6 { none; };');
  });

  test('hides what it is, hands out no zone, and ends with a view that refuses', () => {
    const { named } = render(dnsTenant(1));
    for (const line of ['version none;', 'hostname none;', 'server-id none;', 'allow-transfer { none; };'])
      expect(named).toContain(line);
    expect(named.trimEnd().split('\n').slice(-6).join('\n')).toBe(
      '// Who is no tenant of the address that was asked.\nview "_none" {\n  match-clients { any; };\n  allow-query { none; };\n  recursion no;\n};',
    );
  });
});

describe('A view', () => {
  test('is for who asks its ENI from its own ranges', () => {
    const view = render(dnsTenant(1, { clients: ['100.67.1.0/24', '100.67.0.0/24'] })).text(/plant-1-\w+\.conf/);
    expect(view).toContain('match-destinations { 172.21.1.100; };');
    expect(view).toContain('match-clients { 100.67.0.0/24; 100.67.1.0/24; 172.21.1.100; };');
  });

  test('asks nobody else unless that is wished', () => {
    const view = render(dnsTenant(1)).text(/plant-1-\w+\.conf/);
    expect(view).toContain('recursion no;');
    expect(view).not.toMatch(/forward|rate-limit|query-source/);
  });

  test.each([
    ['vpc', '172.21.0.2;'],
    [['172.21.0.9', '10.1.1.1'], '172.21.0.9; 10.1.1.1;'],
  ])('forwards to %j from its own ENI where that is wished, for its own ranges', (forward, servers) => {
    const view = render(dnsTenant(1, wishing({ forward }))).text(/plant-1-\w+\.conf/);
    expect(view).toContain(`forwarders { ${servers} };`);
    expect(view).toContain('forward only;');
    expect(view).toContain('query-source address 172.21.1.100;');
    expect(view).toContain('allow-recursion { 100.64.0.0/24; 172.21.1.100; };');
  });

  test('limits answers where that is wished, but never those to its own check', () => {
    const view = render(dnsTenant(1, wishing({ rateLimit: 100 }))).text(/plant-1-\w+\.conf/);
    expect(view).toContain('rate-limit { responses-per-second 100; exempt-clients { 172.21.1.100; }; };');
  });
});

describe('The manifest', () => {
  test('names every tenant with what it must answer, and every part', () => {
    const { files, manifest } = render(dnsTenant(1, wishing({ reverse: ['172.21.10.0/24'] })));
    const parts = files.map(({ path }) => path).filter((path) => path.startsWith('parts/'));
    expect(parts).toHaveLength(3);
    expect(manifest).toBe(
      `revision 9\ntenant plant-1 172.21.1.100 plant.internal 1767571200 ${parts[0]}\n${parts.map((path) => `part ${path} plant-1\n`).join('')}`,
    );
  });
});

describe('Rendering', () => {
  test('gives the same bytes for the same wish, in whatever order tenants, records and ranges come', () => {
    fc.assert(
      fc.property(fc.array(acceptableWish, { minLength: 1, maxLength: 4 }), (wishes) => {
        const tenants = wishes.map((wish, index) => dnsTenant(index + 1, { wish }));
        const turned = tenants
          .map((tenant) => {
            const { records, reverse } = tenant.wish;
            return {
              ...tenant,
              wish: { ...tenant.wish, records: records.toReversed(), reverse: reverse.toReversed() },
            };
          })
          .toReversed();
        expect(renderDnsHost(host, turned)).toEqual(renderDnsHost(host, tenants));
      }),
    );
  });

  test("changes nothing of a tenant's parts when another one comes, changes or goes", () => {
    fc.assert(
      fc.property(acceptableWish, acceptableWish, (wish, other) => {
        const mine = (...tenants: DnsTenant[]) =>
          renderDnsHost(host, tenants).filter(({ path }) => path.startsWith('parts/plant-1-'));
        const tenant = dnsTenant(1, { wish });
        expect(mine(tenant, dnsTenant(2, { wish: other }))).toEqual(mine(tenant));
      }),
    );
  });

  test('never gives one name to two different parts', () => {
    const all = ['172.21.10.5', '172.21.10.6'].flatMap((value) =>
      render(dnsTenant(1, wishing({ records: [{ name: 'app', type: 'A', value }] }))).files.filter(({ path }) =>
        path.endsWith('.zone'),
      ),
    );
    expect(new Set(all.map(({ path }) => path)).size).toBe(2);
  });

  test('refuses tenants that cannot be served together, by name', () => {
    expect(() => render(dnsTenant(1), dnsTenant(1))).toThrow(
      'DNS host tokyo-1 cannot be rendered: plant-1: the name stands twice',
    );
  });

  test('lets nothing out of its place that no schema has looked at', () => {
    const records = [{ type: 'A' as const, name: 'x\n$INCLUDE /etc/passwd\n', value: '172.21.10.5', ttl: 60 }];
    const wish = { ...DnsWish.parse(dnsSection()), records };
    expect(() => render(dnsTenant(1, { wish }))).toThrow('cannot stand in a zone file');
    expect(() => render(dnsTenant(1, { wish: { ...wish, records: [], zone: 'x.y" {}; ' } }))).toThrow(
      'cannot be a zone',
    );
  });
});
