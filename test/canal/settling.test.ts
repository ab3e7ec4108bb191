import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { longestStepMs, settlingSeconds } from '../../src/canal/settling.ts';

test('no function of a step may run longer than a removal waits for one', () => {
  const text = readFileSync(new URL('../../serverless.yml', import.meta.url), 'utf8');
  const { functions, provider } = parse(text, { logLevel: 'silent' }) as {
    functions: Record<string, { timeout?: number }>;
    provider: { timeout: number };
  };
  const machines = ['provision-network', 'remove-network'].map((machine) =>
    readFileSync(new URL(`../../statemachines/${machine}.asl.yaml`, import.meta.url), 'utf8'),
  );
  const isStep = (name: string) =>
    machines.some((machine) =>
      machine.includes(`\${${name.replaceAll(/(?:^|-)([a-z])/g, (_, letter) => letter.toUpperCase())}}`),
    );
  const steps = Object.entries(functions).filter(([name]) => isStep(name));
  expect(steps.length).toBeGreaterThan(20);
  const timeouts = steps.map(([, { timeout }]) => timeout ?? provider.timeout);
  expect(Math.max(...timeouts) * 1000).toBe(longestStepMs);
});

describe('settlingSeconds', () => {
  test.each([
    ['no run was cut off', undefined, 5, 0],
    ['a run was cut off this moment', 1000, 1000, 180],
    ['some of it has passed', 1000, 61_001, 120],
    ['all of it has passed', 1000, 181_000, 0],
    ['it is long ago', 1000, 9_999_999, 0],
  ])('%s', (_, cutOffAt, now, seconds) => {
    expect(settlingSeconds(cutOffAt, now)).toBe(seconds);
  });
});
