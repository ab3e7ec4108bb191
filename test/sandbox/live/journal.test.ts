import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Journal, type JournalEntry } from '../../../src/sandbox/live/journal.ts';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'canal-journal-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const first: JournalEntry = { kind: 'installation', stack: '111111111111/ap-northeast-1/live', coverage: 'japan' };
const second: JournalEntry = { kind: 'write', operation: 'PutItem', body: '{"a":"ü\\n"}' };

function written(...entries: JournalEntry[]): Journal {
  const journal = new Journal(directory);
  journal.open();
  for (const entry of entries) journal.append(entry);
  return journal;
}

describe('A journal', () => {
  it('gives back what was written, also to another reader meanwhile', () => {
    const journal = written(first, second);
    expect(new Journal(directory).read()).toEqual([first, second]);
    journal.close();
    expect(written().read()).toEqual([first, second]);
  });

  it('is empty where there is none, and cannot be written before it is opened', () => {
    const journal = new Journal(directory);
    expect(journal.read()).toEqual([]);
    expect(() => journal.append(first)).toThrow('is open for reading only');
  });

  it('may be read by its owner alone: there are ExternalIds in it', () => {
    expect(statSync(written(first).path).mode & 0o777).toBe(0o600);
  });

  it('forgets a last line that was cut off in the middle, and goes on after the one before', () => {
    const { path } = written(first);
    for (const broken of ['{"kind":"wri', JSON.stringify(second)]) {
      appendFileSync(path, broken);
      expect(new Journal(directory).read()).toEqual([first]);
      expect(written().read()).toEqual([first]);
    }
    expect(written(second).read()).toEqual([first, second]);
  });

  it.each(['nonsense', '{"kind":"other"}'])('refuses a line that it cannot read, by its number: %s', (line) => {
    writeFileSync(written(first).path, `${JSON.stringify(first)}\n${line}\n${JSON.stringify(second)}\n`);
    expect(() => new Journal(directory).read()).toThrow(
      /journal\.jsonl:2: this line cannot be read.*another directory/,
    );
  });

  it('answers for whole lines alone on a full disk, and writes none after one that it could not', () => {
    const program = `
      const { Journal } = await import(process.argv[1]);
      const journal = new Journal(process.argv[2]);
      journal.open();
      const append = () => {
        try {
          journal.append({ kind: 'write', operation: 'PutItem', body: 'x'.repeat(300) });
          return 'whole';
        } catch ({ code }) {
          return code;
        }
      };
      console.log(JSON.stringify([1, 2, 3, 4].map(append)));`;
    const module = new URL('../../../src/sandbox/live/journal.ts', import.meta.url).href;
    // A process that may write no file beyond one KiB: the third line would end after it.
    const limited = ['-c', 'ulimit -f 1; exec "$@"', 'bash', process.execPath, '--input-type=module', '-e', program];
    const { stdout } = spawnSync('bash', [...limited, module, directory], { encoding: 'utf8' });
    expect(JSON.parse(stdout)).toEqual(['whole', 'whole', 'EFBIG', 'EFBIG']);
    expect(readFileSync(join(directory, 'journal.jsonl'), 'utf8').split('\n')).toHaveLength(3);
    expect(new Journal(directory).read()).toHaveLength(2);
  });

  it('is made anew at once, and goes on', () => {
    const journal = written(first, second, second);
    journal.rewrite([first, second]);
    journal.append(second);
    expect(readFileSync(journal.path, 'utf8').split('\n')).toHaveLength(4);
    expect(new Journal(directory).read()).toEqual([first, second, second]);
  });
});
