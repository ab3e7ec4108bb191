import { expect, it } from 'vitest';
import { EventPage } from '../../src/cli/api-shapes.ts';
import { ProgressLines } from '../../src/cli/progress-lines.ts';
import { event, page } from './answers.ts';
import { stage } from './stage.ts';

function told(events: readonly unknown[]): string {
  const { surroundings, stdout } = stage();
  const progress = new ProgressLines(surroundings.stdout);
  for (const one of EventPage.parse(page(events)).events) progress.add(one);
  progress.end();
  return stdout();
}

it('says one line for each event, with the time since the first one', () => {
  expect(
    told([
      event(2, 0, 'started', { step: 'Create VPG' }),
      event(5, 1, 'attempt failed', { step: 'Create VPG', error: 'SoracomThrottled', message: 'Too many.\nWait.' }),
      event(8, 21, 'succeeded', { step: 'Create VPG' }),
      event(9, 21, 'waiting', { step: 'Wait for the VPG' }),
      event(20, 185, 'started', { step: 'Create peering', peering: 'app' }),
      event(30, 3700, 'ready'),
    ]),
  ).toBe(` +0:00  Create VPG: started
 +0:01  Create VPG: attempt failed (SoracomThrottled, Too many. Wait.)
 +0:21  Create VPG: done
 +0:21  Wait for the VPG: waiting
 +3:05  Create peering [app]: started
+1:01:40  The run is done.
`);
});

it('names the error of a failed run, and leaves the cause to the result', () => {
  expect(told([event(1, 0, 'failed', { error: 'VpgFailed', message: 'Look at VPG: …' })])).toBe(
    ' +0:00  The run has failed: VpgFailed.\n',
  );
});

it('shows a kind of event that it does not know as it is', () => {
  expect(told([event(1, 0, 'paused', { step: 'Set group' }), event(2, 1, 'resumed')])).toBe(
    ' +0:00  Set group: paused\n +0:01  resumed\n',
  );
});
