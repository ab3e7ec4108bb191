import { describe, expect, it } from 'vitest';
import { failureText, sentenceOf } from '../../src/canal/failure.ts';

const failure = { error: 'VpgTooSlow', cause: 'VPG … is still being created.', step: 'Look at VPG', others: [] };

describe('What a failure says', () => {
  it('begins with the step and ends with the next thing to do', () => {
    expect(failureText(failure, ['What exists now: VPG 1.']).split('\n')).toEqual([
      'Look at VPG: VPG … is still being created.',
      'What exists now: VPG 1.',
      'Next: Start the run again; it waits for the same VPG.',
    ]);
  });

  it('names the peering and the others that failed with it', () => {
    const text = failureText({ ...failure, peering: 'app', others: ['dns (Ec2Denied)'] }, []);
    expect(text).toContain('Look at VPG (peering app): ');
    expect(text).toContain('Failed as well: dns (Ec2Denied).');
  });

  it.each(['Confirm run', 'Check network'])('says that "%s" created nothing', (step) => {
    expect(failureText({ ...failure, step }, [])).toContain('This run created nothing.');
  });

  it.each([
    ['States.Timeout', 'safe to run twice'],
    ['Lambda.Unknown', 'safe to run twice'],
    ['Runtime.ExitError', 'safe to run twice'],
    ['TypeError', 'a fault of the workflow itself'],
  ])('knows what to do after %s', (error, next) => {
    expect(failureText({ ...failure, error }, [])).toContain(next);
  });

  it('does not tell a reason twice', () => {
    const cause = 'The secret x is not there.';
    const unread = (why: string) => `What exists could not be read. SORACOM did not tell: ${why}`;
    expect(failureText({ ...failure, cause }, [unread(cause)])).toContain(
      'could not be read. The reason is the same.\n',
    );
    expect(failureText({ ...failure, cause }, [unread('It is away.')])).toContain('SORACOM did not tell: It is away.');
  });

  it('fits into a cause of Step Functions, with the next thing to do, however long the message is', () => {
    const text = failureText({ ...failure, cause: 'x'.repeat(100_000) }, ['y'.repeat(10_000)]);
    expect(text.length).toBeLessThan(32_768);
    expect(text).toContain('\nNext: ');
  });

  it.each([
    ['{"errorType":"X","errorMessage":"It broke.","trace":[]}', 'It broke.'],
    ['{"errorMessage":""}', 'no more is known'],
    ['{"other":1}', '{"other":1}'],
    ['plain text', 'plain text'],
    ['', 'no more is known'],
  ])('reads %s', (cause, sentence) => {
    expect(sentenceOf(cause)).toBe(sentence);
  });
});
