import { describe, expect, it } from 'vitest';
import { cli } from '../../src/cli/cli.ts';
import { readyView } from './answers.ts';
import { type Scripted, scriptedApi } from './scripted-api.ts';
import { stage } from './stage.ts';

const url = 'http://127.0.0.1:4700';
const { name, state, cost, run } = readyView;
const ready = { name, state, cost, run };

async function list(line: readonly string[], answers: readonly Scripted[]) {
  const api = scriptedApi({ 'GET /networks': answers });
  const set = stage({ fetch: api.fetch });
  const exitCode = await cli(['list', ...line], '1', set.surroundings);
  return { exitCode, stdout: set.stdout(), stderr: set.stderr(), asked: api.asked };
}

describe('canal list', () => {
  it('shows the networks of all pages under one another', async () => {
    const { exitCode, stdout, asked } = await list(
      ['--endpoint', url],
      [
        { body: { networks: [ready], cursor: 'next' } },
        { body: { networks: [{ ...ready, name: 'b', run: undefined }] } },
      ],
    );
    expect(exitCode).toBe(0);
    const price = "¥20 per hour, plus the VPG's own fee (price not known), tax-exclusive";
    expect(stdout.split('\n').slice(1)).toEqual([
      '',
      'NETWORK   STATE  NEWEST  ASKED FOR (UTC)   COST',
      `two-vpcs  ready  run 1   2026-01-05 00:00  ${price}`,
      `b         ready                            ${price}`,
      '',
    ]);
    expect(stdout).toMatch(/^SIMULATED: /);
    expect(asked.map((one) => one.url)).toEqual([`${url}/networks`, `${url}/networks?cursor=next`]);
  });

  it('says how to start the first one', async () => {
    const { stdout } = await list(['--endpoint', url], [{ body: { networks: [] } }]);
    expect(stdout.split('\n').slice(2).join('\n')).toBe(
      `There are no networks here. Start one:\n  npm run -s canal -- up FILE --endpoint ${url}\n`,
    );
  });

  it('gives one JSON document, as it came', async () => {
    const { stdout } = await list(
      ['--endpoint', url, '--json'],
      [{ body: { networks: [{ ...ready, more: 1 }], cursor: 'c' } }, { body: { networks: [] } }],
    );
    expect(JSON.parse(stdout)).toEqual({ networks: [{ ...ready, more: 1 }], simulated: true });
  });

  it('needs an endpoint', async () => {
    const { exitCode, stderr } = await list([], []);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^The networks of what\? .*add --endpoint http:\/\/127\.0\.0\.1:4700\.\n$/);
  });
});
