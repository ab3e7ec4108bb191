import { describe, expect, it } from 'vitest';
import { cli } from '../../src/cli/cli.ts';
import { openScenario } from '../support/scenario.ts';
import { scriptedApi } from './scripted-api.ts';
import { stage } from './stage.ts';

const arn = 'arn:aws:sns:ap-northeast-1:111111111111:canal-sandbox-people';

async function messages(line: readonly string[], fetch: typeof globalThis.fetch) {
  const set = stage({ fetch });
  const exitCode = await cli(['sandbox', 'messages', ...line], '1', set.surroundings);
  return { exitCode, stdout: set.stdout(), stderr: set.stderr() };
}

describe('canal sandbox messages', () => {
  it('shows what a running sandbox has published, oldest first, as text and as JSON', async () => {
    const scenario = await openScenario();
    try {
      const url = await scenario.listen(0);
      const none = await messages(['--endpoint', url], fetch);
      expect(none).toMatchObject({ exitCode: 0, stdout: 'SIMULATED: messages that people would have got.\n' });
      scenario.topics.publish(arn, 'One.\nTwo.', 'Network "a" is ready');
      scenario.topics.publish(arn, 'Three\u001b[31m.');
      const { stdout } = await messages(['--endpoint', url], fetch);
      expect(stdout.split('\n').slice(1)).toEqual([
        '',
        '2026-01-05 00:00 UTC  Network "a" is ready',
        '  One.',
        '  Two.',
        '',
        '2026-01-05 00:00 UTC',
        expect.not.stringContaining('\u001b'),
        '',
      ]);
      const json = await messages(['--endpoint', url, '--json'], fetch);
      expect(JSON.parse(json.stdout)).toEqual({
        messages: [
          {
            publishedAt: '2026-01-05T00:00:00.000Z',
            topicArn: arn,
            subject: 'Network "a" is ready',
            message: 'One.\nTwo.',
          },
          { publishedAt: '2026-01-05T00:00:00.000Z', topicArn: arn, message: 'Three\u001b[31m.' },
        ],
      });
    } finally {
      await scenario.close();
    }
  });

  it('asks port 4700 unless it is told otherwise', async () => {
    const api = scriptedApi({ 'GET /_sandbox/messages': [{ body: { messages: [] } }] });
    await messages([], api.fetch);
    expect(api.asked.map(({ url }) => url)).toEqual(['http://127.0.0.1:4700/_sandbox/messages']);
  });

  it('says so when nobody answers', async () => {
    const { exitCode, stderr } = await messages([], async () => {
      throw new TypeError('fetch failed');
    });
    expect(exitCode).toBe(1);
    expect(stderr).toContain(
      'http://127.0.0.1:4700 does not answer. Start a sandbox there: npm run -s canal -- sandbox',
    );
  });

  it('says so when there is no sandbox', async () => {
    const deployed = async () => Response.json({ message: 'Not Found' }, { status: 404 });
    const { exitCode, stderr } = await messages(['--endpoint', 'http://127.0.0.1:9'], deployed);
    expect(exitCode).toBe(1);
    expect(stderr).toBe('http://127.0.0.1:9 is no sandbox: only a sandbox keeps the messages for people.\n');
  });
});
