import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { environmentLines, writeEnvironmentFile } from '../../src/cli/environment-file.ts';

const environment = {
  CANAL_TABLE: 'canal-sandbox',
  AWS_ENDPOINT_URL: 'http://127.0.0.1:4700',
  CANAL_ACCOUNTS: '{"222222222222":{"roleArn":"arn:aws:iam::222222222222:role/x","externalId":"a#b c"}}',
};

describe('the environment file', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'canal-env-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is read by Node as the very environment', () => {
    expect(parseEnv(environmentLines(environment))).toEqual(environment);
  });

  it('is read by a shell as the very environment', () => {
    const script = `${environmentLines(environment)}printf '%s\\n' "$CANAL_TABLE" "$AWS_ENDPOINT_URL" "$CANAL_ACCOUNTS"`;
    expect(execFileSync('sh', ['-c', script], { encoding: 'utf8' }).trim().split('\n')).toEqual(
      Object.values(environment),
    );
  });

  it('has no quotes around a value that does without', () => {
    expect(environmentLines({ A: 'a/b:c-d', C: 'http://x/y?z=1' })).toBe('A=a/b:c-d\nC=http://x/y?z=1\n');
  });

  it('is for its owner alone, even where a file stood that all may read', () => {
    const path = join(folder, 'open.env');
    writeFileSync(path, 'OLD=1\n', { mode: 0o644 });
    writeEnvironmentFile(path, environment, {});
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(parseEnv(readFileSync(path, 'utf8'))).toEqual(environment);
  });

  it('is written where the person stands, not where npm runs the script', () => {
    writeEnvironmentFile('here.env', environment, { INIT_CWD: folder });
    expect(parseEnv(readFileSync(join(folder, 'here.env'), 'utf8'))).toEqual(environment);
  });

  it('says which path cannot be written', () => {
    expect(() => writeEnvironmentFile(join(folder, 'no', 'such.env'), environment, {})).toThrow(
      /--env-file .*such\.env cannot be written \(ENOENT\)\. Choose another path\./,
    );
  });
});
