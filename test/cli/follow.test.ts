import { describe, expect, it } from 'vitest';
import { ApiClient, ApiFailure } from '../../src/cli/api-client.ts';
import type { NetworkEvent } from '../../src/cli/api-shapes.ts';
import { type Ending, follow } from '../../src/cli/follow.ts';
import { event, page } from './answers.ts';
import { refused, type Scripted, scriptedApi } from './scripted-api.ts';
import { stage } from './stage.ts';

const path = 'GET /networks/two-vpcs/events';
const started = event(2, 0, 'started', { step: 'Confirm run' });
const ready = event(9, 8, 'ready');

function followed(answers: readonly Scripted[], stop = new AbortController().signal) {
  const api = scriptedApi({ [path]: answers });
  const { surroundings, slept } = stage();
  const events: NetworkEvent[] = [];
  const ending: Promise<Ending> = follow(new ApiClient('http://api', api.fetch, stop), {
    name: 'two-vpcs',
    run: 1,
    pollMillis: 50,
    sleep: surroundings.sleep,
    onEvent: (one) => events.push(one),
    stop,
  });
  return { ending, events, slept, asked: api.asked };
}

describe('following a run', () => {
  it('asks on with the cursor that it got, tells each event once, and stops at the end', async () => {
    const { ending, events, asked, slept } = followed([
      { body: page([]) },
      { body: page([started]) },
      { body: page([ready], true) },
    ]);
    expect(await ending).toEqual({ kind: 'ready' });
    expect(events.map(({ id }) => id)).toEqual([2, 9]);
    expect(asked.map(({ url }) => new URL(url).search)).toEqual(['', '?cursor=after-0', '?cursor=after-1']);
    expect(slept).toEqual([50, 50]);
  });

  it('hands on error and cause of a run that failed', async () => {
    const failed = event(9, 8, 'failed', { error: 'VpgFailed', message: 'Look at VPG: it failed.\nNext: …' });
    expect(await followed([{ body: page([failed], true) }]).ending).toEqual({
      kind: 'failed',
      error: 'VpgFailed',
      message: 'Look at VPG: it failed.\nNext: …',
    });
  });

  it('bears some questions without an answer, and waits longer each time', async () => {
    const { ending, slept } = followed([
      { throws: refused },
      { status: 503, body: { title: 'Not now', status: 503, detail: 'Wait.' } },
      { throws: refused },
      { body: page([ready], true) },
    ]);
    expect(await ending).toEqual({ kind: 'ready' });
    expect(slept).toEqual([100, 200, 400]);
  });

  it('gives up when no answer comes any more', async () => {
    const { ending, asked, slept } = followed([{ body: page([started]) }, { throws: refused }]);
    await expect(ending).rejects.toThrow(ApiFailure);
    expect(asked).toHaveLength(12);
    expect(Math.max(...slept)).toBe(5000);
  });

  it('does not ask again what was refused for good', async () => {
    const { ending, asked } = followed([{ status: 404, body: { detail: 'There is no network "two-vpcs" here.' } }]);
    await expect(ending).rejects.toThrow('There is no network "two-vpcs" here.');
    expect(asked).toHaveLength(1);
  });

  it('does not take the events of a later run for those of its own', async () => {
    const { ending, events } = followed([{ body: page([started]) }, { body: page([started], false, 2) }]);
    expect(await ending).toEqual({ kind: 'overtaken', by: 2 });
    expect(events).toHaveLength(1);
  });

  it('ends when it is told to', async () => {
    const stop = new AbortController();
    const { ending } = followed([{ body: page([]) }], stop.signal);
    stop.abort();
    await expect(ending).rejects.toThrow('aborted');
  });
});
