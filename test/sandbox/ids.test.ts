import { describe, expect, it } from 'vitest';
import { Ids } from '../../src/sandbox/ids.ts';

describe('Ids', () => {
  it('give the same answers for the same seed and questions, and others for another seed', () => {
    const drawn = (seed: number) => {
      const ids = new Ids(seed);
      return [ids.hex('vpc', 17), ids.uuid('x'), ids.digits('sim', 11), ids.fraction('c'), ids.between('d', 3, 5)];
    };
    expect(drawn(1)).toEqual(drawn(1));
    expect(drawn(2)).not.toEqual(drawn(1));
  });

  it('do not move one stream by draws from another', () => {
    const [one, other] = [new Ids(1), new Ids(1)];
    other.hex('b', 8);
    expect(other.hex('a', 8)).toBe(one.hex('a', 8));
  });

  it('draw within a beginning what the whole name draws, and forget it with the object', () => {
    const whole = new Ids(1);
    const [first, second] = [whole.hex('run/1/jitter', 8), whole.hex('run/1/jitter', 8)];
    const part = new Ids(1).within('run/').within('1/');
    expect([part.hex('jitter', 8), part.hex('jitter', 8)]).toEqual([first, second]);
    expect(new Ids(1).within('run/1/').hex('jitter', 8)).toBe(first);
  });
});
