import { describe, expect, it } from 'vitest';
import { ApiClient } from '../../src/cli/api-client.ts';
import { begin } from '../../src/cli/begin.ts';
import { plain } from '../../src/cli/paint.ts';
import { wish } from '../support/wish.ts';
import { begun } from './answers.ts';
import { type Scripted, scriptedApi } from './scripted-api.ts';

const standing = { ...begun, state: 'ready', begun: false };
const checked = { name: 'two-vpcs', stack: '111111111111/ap-northeast-1/sandbox', asWished: true, differences: [] };
const since = '2026-01-05T12:00:00.000Z';
const gone = { kind: 'vpg-gone', field: 'vpg', message: 'It is gone.', mend: 'Start it.', command: 'canal up FILE' };

async function starting(answers: readonly Scripted[], check: Scripted) {
  const api = scriptedApi({ 'POST /networks': answers, 'POST /networks/two-vpcs/check': [check] });
  const said: string[] = [];
  const client = new ApiClient('http://127.0.0.1:4700', api.fetch, new AbortController().signal);
  const started = await begin(client, wish(), (line) => said.push(line), plain, ['--stage', 'prod']);
  return { started, said, calls: api.asked.map(({ call }) => call) };
}

describe('Beginning a run', () => {
  it('of a network that is not ready asks nothing more', async () => {
    const { started, calls } = await starting([{ status: 202, body: begun }], { body: checked });
    expect([started.begun, calls]).toEqual([true, ['POST /networks']]);
  });

  it('of one that is ready and stands as wished begins none', async () => {
    const { started, calls, said } = await starting([{ body: standing }], { body: checked });
    expect([started.begun, said]).toEqual([false, []]);
    expect(calls).toEqual(['POST /networks', 'POST /networks/two-vpcs/check']);
  });

  it('of one that is ready and has drifted says what differs, and begins one', async () => {
    const drifted = { ...checked, asWished: false, differences: [gone] };
    const again = { ...begun, drift: { since, differences: [gone], more: 0 } };
    const { started, calls, said } = await starting([{ body: standing }, { status: 202, body: again }], {
      body: drifted,
    });
    expect(started.begun).toBe(true);
    expect(calls).toEqual(['POST /networks', 'POST /networks/two-vpcs/check', 'POST /networks']);
    expect(said).toEqual([
      'Network two-vpcs has drifted:',
      '  ≠ vpg: It is gone.',
      '      Start it.',
      '      npm run -s canal -- up FILE --stage prod',
    ]);
  });

  it('of one whose drift is on record says what differs, and asks no more', async () => {
    const known = { ...begun, drift: { since, differences: [gone], more: 0 } };
    const { calls, said } = await starting([{ status: 202, body: known }], { body: checked });
    expect([calls, said[1]]).toEqual([['POST /networks'], '  ≠ vpg: It is gone.']);
  });

  it('of one that a person alone can mend begins none', async () => {
    const drifted = { ...checked, asWished: false, differences: [gone] };
    const again = { ...standing, drift: { since, differences: [gone], more: 0 } };
    const { started, said } = await starting([{ body: standing }, { body: again }], { body: drifted });
    expect([started.begun, started.drift?.differences.length, said]).toEqual([false, 1, []]);
  });

  it('of one that is ready and cannot be compared says so, and begins none', async () => {
    const detail = 'SORACOM gave no answer.';
    const { started, said } = await starting([{ body: standing }], { status: 503, body: { status: 503, detail } });
    expect(started.begun).toBe(false);
    expect(said).toEqual([`Whether it still stands as wished is not known: ${detail}`]);
  });
});
