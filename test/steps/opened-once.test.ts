import { expect, test } from 'vitest';
import { openedOnce } from '../../src/steps/opened-once.ts';
import type { PeerAccount, PeerAccounts } from '../../src/steps/ports.ts';

/** Accounts that note what they were asked to open; those of 999999999999 cannot be. */
function noting(asked: string[]): PeerAccounts {
  return {
    async open(...what) {
      asked.push(what.join(' '));
      if (what[0] === '999999999999') throw new Error('No.');
      return { of: what.join(' ') } as unknown as PeerAccount;
    },
  };
}

test('an account is opened once for each Region and session, and every asker gets the same', async () => {
  const asked: string[] = [];
  const accounts = openedOnce(noting(asked));
  const first = await accounts.open('222222222222', 'ap-northeast-1', 'run-1');
  expect(await accounts.open('222222222222', 'ap-northeast-1', 'run-1')).toBe(first);
  expect(await accounts.open('222222222222', 'us-west-2', 'run-1')).not.toBe(first);
  expect(await accounts.open('333333333333', 'ap-northeast-1', 'run-1')).not.toBe(first);
  expect(await accounts.open('222222222222', 'ap-northeast-1', 'run-2')).not.toBe(first);
  expect(asked).toEqual([
    '222222222222 ap-northeast-1 run-1',
    '222222222222 us-west-2 run-1',
    '333333333333 ap-northeast-1 run-1',
    '222222222222 ap-northeast-1 run-2',
  ]);
});

test('one that cannot be opened says so to every asker, and is asked once', async () => {
  const asked: string[] = [];
  const accounts = openedOnce(noting(asked));
  for (const _ of [1, 2]) await expect(accounts.open('999999999999', 'us-west-2', 'run-1')).rejects.toThrow('No.');
  expect(asked).toHaveLength(1);
});
