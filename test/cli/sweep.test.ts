import { describe, expect, it } from 'vitest';
import { cli } from '../../src/cli/cli.ts';
import { simulatedLine } from '../../src/cli/place.ts';
import { type Scripted, scriptedApi } from './scripted-api.ts';
import { stage } from './stage.ts';

const url = 'http://127.0.0.1:4700';
const stack = '111111111111/ap-northeast-1/sandbox';
const orphan = {
  kind: 'orphan-vpg',
  network: 'lost',
  id: 'a',
  message: 'VPG a carries the tags of this installation.',
  mend: 'Terminate it.',
  command: 'canal sweep --remove',
  cost: { currency: 'JPY', perHour: 10, unknown: [] },
  removed: false,
};

async function sweep(line: readonly string[], answers: readonly Scripted[]) {
  const api = scriptedApi({ 'POST /sweeps': answers });
  const set = stage({ fetch: api.fetch });
  const exitCode = await cli(['sweep', ...line], '1', set.surroundings);
  return { exitCode, stdout: set.stdout(), stderr: set.stderr(), asked: api.asked.map(({ body }) => body) };
}

describe('canal sweep', () => {
  it('ends with 0 when nothing was left behind', async () => {
    const { exitCode, stdout, asked } = await sweep(['--endpoint', url], [{ body: { stack, findings: [] } }]);
    expect([exitCode, stdout.split('\n').at(-2)]).toEqual([0, 'Nothing was left behind: clean.']);
    expect(asked).toEqual([{ remove: false }]);
  });

  it('ends with 3 and tells what is left, of all parts, with its cost and its mend', async () => {
    const { exitCode, stdout, asked } = await sweep(
      ['--endpoint', url],
      [{ body: { stack, findings: [orphan], cursor: 'next' } }, { body: { stack, findings: [] } }],
    );
    expect(exitCode).toBe(3);
    expect(stdout).toContain(
      '! VPG a carries the tags of this installation.\n    It costs ¥10 per hour, tax-exclusive.\n    Terminate it.\n    npm run -s canal -- sweep --remove --endpoint http://127.0.0.1:4700\n',
    );
    expect(asked).toEqual([{ remove: false }, { remove: false, cursor: 'next' }]);
  });

  it('asks to remove, and ends with 0 when all is removed', async () => {
    const { exitCode, stdout, asked } = await sweep(
      ['--remove', '--endpoint', url],
      [{ body: { stack, findings: [{ ...orphan, removed: true }] } }],
    );
    expect([exitCode, asked]).toEqual([0, [{ remove: true }]]);
    expect(stdout).toContain('It costs ¥10 per hour, tax-exclusive, until now.');
  });

  it('ends with 1 where the table cannot be trusted', async () => {
    const detail = 'The table has no network: nothing was swept.';
    const { exitCode, stderr } = await sweep(['--endpoint', url], [{ status: 409, body: { status: 409, detail } }]);
    expect([exitCode, stderr]).toEqual([1, `${simulatedLine}\n${detail}\n`]);
  });

  it('gives one JSON document', async () => {
    const { stdout } = await sweep(['--json', '--endpoint', url], [{ body: { stack, findings: [orphan] } }]);
    expect(JSON.parse(stdout)).toEqual({ findings: [orphan], simulated: true });
  });
});
