import { afterEach, describe, expect, test, vi } from 'vitest';
import { lambdaLog } from '../../src/lambda/log.ts';
import type { LogLine } from '../../src/lambda/surroundings.ts';

/** The lines that Powertools writes; its development mode writes them through the console, where a test can look. */
function written(line: LogLine): Record<string, unknown>[] {
  const lines: string[] = [];
  for (const level of ['info', 'error', 'warn'] as const) {
    vi.spyOn(console, level).mockImplementation((text: string) => lines.push(text));
  }
  const real = process.env;
  try {
    process.env = { ...real, POWERTOOLS_DEV: 'true', POWERTOOLS_LOG_LEVEL: 'INFO' };
    lambdaLog()(line);
  } finally {
    process.env = real;
  }
  return lines.map((text) => JSON.parse(text) as Record<string, unknown>);
}

describe('The log on AWS', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  test('is one JSON line with the code and its fields', () => {
    expect(written({ level: 'info', code: 'FIND_VPG_STARTED', requestId: 'r' })).toEqual([
      expect.objectContaining({ level: 'INFO', message: 'FIND_VPG_STARTED', requestId: 'r', service: 'canal' }),
    ]);
  });

  test("keeps an error's sentence, for which Powertools has another use of the same word", () => {
    const line = { level: 'error', code: 'FIND_VPG_FAILED', error: 'VpgConflict', message: 'A sentence.' } as const;
    expect(written(line)).toEqual([
      expect.objectContaining({
        level: 'ERROR',
        message: 'FIND_VPG_FAILED',
        error: 'VpgConflict',
        reason: 'A sentence.',
      }),
    ]);
  });
});
