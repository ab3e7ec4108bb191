import { expect, it } from 'vitest';
import { PassingTime } from '../../src/sandbox/passing-time.ts';

it('runs at its pace while nobody works and no faster than real time while somebody does, without a jump between', () => {
  let real = 1000;
  const time = new PassingTime(0, 60, () => real);
  real += 10;
  expect(time.now()).toBe(600);
  time.work(true);
  expect(time.now()).toBe(600);
  real += 10;
  expect(time.now()).toBe(610);
  time.work(false);
  real += 10;
  expect(time.now()).toBe(1210);
  time.put(5000);
  real += 1;
  expect(time.now()).toBe(5060);
});

it('keeps a pace below 1 while somebody works, and stands at pace 0', () => {
  let real = 0;
  const slow = new PassingTime(0, 0.5, () => real);
  const standing = new PassingTime(7, 0, () => real);
  slow.work(true);
  standing.work(true);
  real += 10;
  expect(slow.now()).toBe(5);
  expect(standing.now()).toBe(7);
});
