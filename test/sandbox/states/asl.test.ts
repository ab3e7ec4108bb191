import { describe, expect, it } from 'vitest';
import { chapters, type Feature } from './asl-features.ts';

const everyChapter = Object.entries(chapters).map(([name, features]) => ({ name, features }));

// Not by it.each: it cuts the values in a name off after 40 characters.
for (const { name, features } of everyChapter) {
  describe(name, () => {
    for (const { rule, prove } of features) {
      it(rule, async () => {
        expect.hasAssertions();
        await prove();
      });
    }
  });
}

const row = ({ rule, done }: Feature): string => `| ${done ? '✓' : '–'} | ${rule.replaceAll('|', '\\|')} |`;

const page = (): string =>
  [
    '# The Amazon States Language in the sandbox',
    '',
    'What the sandbox’s interpreter does (✓) and what it does not do (–) of the language, by the rules that AWS documents. Each row',
    'is a test of the same name in test/sandbox/states/asl.test.ts, which writes this page too: `npm test -- -u asl`. What is not',
    'done is refused by name when a machine is loaded, never passed over; the test of such a row shows how.',
    '',
    'A second witness is the library aws-local-stepfunctions: test/sandbox/states/differential.test.ts has both run the same random',
    'machines, and compares their ends, outputs, calls and times. The library speaks JSONPath alone, so each machine is written',
    'twice. [sandbox.md](sandbox.md) has the operations of Step Functions.',
    ...everyChapter.flatMap(({ name, features }) => [
      '',
      `## ${name}`,
      '',
      '| | rule |',
      '|---|---|',
      ...features.map(row),
    ]),
    '',
  ].join('\n');

describe('The table of the language', () => {
  it('names each rule once', () => {
    for (const { features } of everyChapter) {
      const rules = features.map(({ rule }) => rule);
      expect(new Set(rules).size).toBe(rules.length);
    }
  });

  it('is docs/asl.md', async () => {
    await expect(page()).toMatchFileSnapshot('../../../docs/asl.md');
  });
});
