import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { EventPage } from '../../src/cli/api-shapes.ts';
import { plain } from '../../src/cli/paint.ts';
import { progressOn } from '../../src/cli/progress.ts';
import { ProgressScreen, progressLine } from '../../src/cli/progress-screen.ts';
import { event, page } from './answers.ts';
import { stage } from './stage.ts';

const steps = (count: number): unknown[] =>
  Array.from({ length: count }, (_, at) => event(at + 1, at, 'started', { step: `Step ${at + 1}` }));

function screen(options: { rows?: number; columns?: number } = {}) {
  const set = stage({ live: true, ...options });
  const progress = progressOn(set.surroundings.stdout, set.surroundings);
  const add = (events: readonly unknown[]): void => {
    for (const one of EventPage.parse(page(events)).events) progress.add(one);
  };
  return { ...set, progress, add };
}

describe('the live tree', () => {
  it('is for terminals alone', () => {
    expect(screen().progress).toBeInstanceOf(ProgressScreen);
    const { surroundings, frames } = stage({ live: false });
    expect(progressOn(surroundings.stdout, surroundings)).not.toBeInstanceOf(ProgressScreen);
    expect(frames.size).toBe(0);
  });

  it('draws over what it drew before', () => {
    const { add, tick, stdout } = screen();
    add(steps(2));
    tick();
    tick();
    const [, , second] = stdout().split('\u001b[0J');
    expect(stdout().split('\u001b[2A')).toHaveLength(2);
    expect(stripVTControlCharacters(second ?? '')).toBe(
      '✖ Step 1                              +0:00\n⠹ Step 2                              +0:01\n',
    );
  });

  it('never draws more lines than the terminal has while it goes on, and all of them at the end', () => {
    const { add, tick, stdout, progress } = screen({ rows: 10 });
    add(steps(30));
    tick();
    const live = stripVTControlCharacters(stdout()).split('\n').filter(Boolean);
    expect(live).toHaveLength(8);
    expect(live[0]).toBe('… 23 lines above');
    expect(live.at(-1)).toContain('Step 30');
    progress.end();
    const last = stdout().split('\u001b[0J').at(-1) ?? '';
    expect(stripVTControlCharacters(last).split('\n').filter(Boolean)).toHaveLength(30);
  });

  it('hides the cursor, and gives it back once', () => {
    const { progress, stdout, frames } = screen();
    expect(stdout()).toBe('\u001b[?25l');
    progress.end();
    progress.end();
    expect(stdout().split('\u001b[?25h')).toHaveLength(2);
    expect(frames.size).toBe(0);
  });

  it('cuts a line to the width of the terminal', () => {
    const row = { depth: 0, text: 'Find VPG', state: 'retrying', began: 61_000, note: 'x'.repeat(200) } as const;
    expect(progressLine(row, '⠋', 60, plain)).toBe(`⠋ ${'Find VPG'.padEnd(34)}  +1:01  ${'x'.repeat(14)}…`);
    expect(progressLine(row, '⠋', 60, plain)).toHaveLength(60);
    expect(progressLine(row, '⠋', 10, plain)).toBe('⠋ Find VP…');
  });
});
