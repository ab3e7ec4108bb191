import { Resolver } from 'node:dns/promises';
import { createServer } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { type RenderedFile, renderDnsHost } from '../../../src/canal/dns/render.ts';
import { DnsWish } from '../../../src/canal/dns/wish.ts';
import { type RealBind, realBind } from '../../../src/sandbox/ssm-api/real-bind.ts';
import { dnsSection, dnsTenant } from '../../support/dns-tenants.ts';

/** A port that is free now. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

let bind: RealBind | undefined;
afterEach(() => bind?.close());

/** BIND of this machine; undefined where there is none, which it must say. */
function bindHere(port: number): RealBind | undefined {
  try {
    bind = realBind(port);
  } catch (error) {
    expect(error).toMatchObject({ name: 'BindMissing', message: expect.stringContaining('or leave out --bind') });
    bind = undefined;
  }
  return bind;
}

const host = { name: 'tokyo-1', resolver: '172.21.0.2', revision: 1 };
const tenant = (index: number, value: string) =>
  dnsTenant(index, { wish: DnsWish.parse(dnsSection({ records: [{ name: 'app', type: 'A', value }] })) });
const asFiles = (files: readonly RenderedFile[]) => new Map(files.map(({ path, text }) => [path, text]));

/** What a SIM of a tenant is answered. */
async function asked(port: number, index: number): Promise<string[]> {
  const resolver = new Resolver({ timeout: 500, tries: 1 });
  resolver.setServers([`127.0.0.1:${port}`]);
  resolver.setLocalAddress(`127.21.${index}.100`);
  return resolver.resolve4('app.plant.internal').catch((error: { code: string }) => [error.code]);
}

test('serves what was rendered, to each ENI its own, and takes changes', async ({ skip }) => {
  const port = await freePort();
  const real = bindHere(port) ?? skip('BIND is not installed here.');
  const serve = (...tenants: ReturnType<typeof tenant>[]) => real.serve('i-1', asFiles(renderDnsHost(host, tenants)));
  expect(serve(tenant(1, '10.1.0.5'), tenant(2, '10.2.0.5'))).toBeUndefined();
  await expect.poll(() => asked(port, 1), { timeout: 10_000 }).toEqual(['10.1.0.5']);
  expect(await asked(port, 2)).toEqual(['10.2.0.5']);
  expect(await asked(port, 3)).toEqual(['EREFUSED']);
  expect(serve(tenant(1, '10.1.0.6'))).toBeUndefined();
  await expect.poll(() => asked(port, 1), { timeout: 10_000 }).toEqual(['10.1.0.6']);
  expect(await asked(port, 2)).toEqual(['EREFUSED']);
});

test('says what BIND has against files, and goes on with those before', async ({ skip }) => {
  const port = await freePort();
  const real = bindHere(port) ?? skip('BIND is not installed here.');
  const files = asFiles(renderDnsHost(host, [tenant(1, '10.1.0.5')]));
  expect(real.serve('i-1', files)).toBeUndefined();
  const other = asFiles(renderDnsHost(host, [tenant(1, '10.1.0.6')]));
  const broken = new Map([...other].map(([path, text]) => [path, path.endsWith('.zone') ? `${text}x A 1\n` : text]));
  expect(real.serve('i-1', broken)).toContain('bad dotted quad');
  await expect.poll(() => asked(port, 1), { timeout: 10_000 }).toEqual(['10.1.0.5']);
});
