import { describe, expect, test } from 'vitest';
import { lambdaLog } from '../../src/lambda/log.ts';
import type { LogLine } from '../../src/lambda/surroundings.ts';

function written(line: LogLine): Record<string, unknown> {
  const texts: string[] = [];
  lambdaLog((text) => texts.push(text))(line);
  const [text = '', ...others] = texts;
  expect(others).toEqual([]);
  // CloudWatch takes each line for an entry.
  expect(text.indexOf('\n')).toBe(text.length - 1);
  return JSON.parse(text) as Record<string, unknown>;
}

describe('The log on AWS', () => {
  test('is one JSON line with the code and its fields', () => {
    const line = written({ level: 'info', code: 'FIND_VPG_STARTED', requestId: 'r' });
    expect(line).toEqual({
      level: 'INFO',
      message: 'FIND_VPG_STARTED',
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      service: 'canal',
      requestId: 'r',
    });
  });

  test("keeps an error's sentence beside the code, also one of several lines", () => {
    const line = { level: 'error', code: 'FIND_VPG_FAILED', error: 'VpgConflict', message: 'A sentence.\nNext: look.' };
    expect(written(line as LogLine)).toMatchObject({
      level: 'ERROR',
      message: 'FIND_VPG_FAILED',
      error: 'VpgConflict',
      reason: 'A sentence.\nNext: look.',
    });
  });

  test('leaves metrics at the top of the line, where CloudWatch looks for them', () => {
    const _aws = { Timestamp: 1, CloudWatchMetrics: [] };
    expect(written({ level: 'info', code: 'METRIC', _aws, OldestRunMinutes: 3 } as unknown as LogLine)).toMatchObject({
      _aws,
      OldestRunMinutes: 3,
    });
  });
});
