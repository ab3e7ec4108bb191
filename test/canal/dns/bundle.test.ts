import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { dnsBundle } from '../../../src/canal/dns/bundle.ts';
import { renderDnsHost } from '../../../src/canal/dns/render.ts';
import { dnsTenant } from '../../support/dns-tenants.ts';

const host = { name: 'tokyo-1', resolver: '172.21.0.2', revision: 7 };
const files = [
  ...renderDnsHost(host, [dnsTenant(1), dnsTenant(2)]),
  { path: 'empty', text: '' },
  { path: 'block', text: 'x'.repeat(512) },
  { path: 'wide', text: 'ü'.repeat(300) },
];

test("the system's own tar takes out what was put in", () => {
  const folder = mkdtempSync(join(tmpdir(), 'canal-bundle-'));
  try {
    execFileSync('tar', ['-x', '-C', folder], { input: dnsBundle(files).bytes });
    for (const { path, text } of files) expect(readFileSync(join(folder, path), 'utf8'), path).toBe(text);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the same files are the same bytes, and the hash is of the bytes', () => {
  const { bytes, sha256 } = dnsBundle(files);
  expect(dnsBundle(structuredClone(files))).toEqual({ bytes, sha256 });
  expect(sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
  expect(dnsBundle(files.slice(1)).sha256).not.toBe(sha256);
});

test('a name that does not fit is refused', () => {
  expect(() => dnsBundle([{ path: 'x'.repeat(101), text: '' }])).toThrow('too long');
});
