import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, describe, expect, it } from 'vitest';
import { Archive } from '../../src/sandbox/archive.ts';
import { Ids } from '../../src/sandbox/ids.ts';

const open: Archive[] = [];
afterEach(() => {
  for (const archive of open.splice(0)) archive.close();
});
const opened = (): Archive => {
  const archive = new Archive();
  open.push(archive);
  return archive;
};
const ids = new Ids(1);
/** Some 64 KB that cannot be packed to less than half of that. */
const value = (number: number) => ({ number, text: Array.from({ length: 1000 }, () => ids.hex('text', 64)).join('') });

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** What buffers take that somebody still holds: when the others are collected is up to the engine. */
function heldBytes(): number {
  collect();
  collect();
  return process.memoryUsage().arrayBuffers;
}

describe('An archive', () => {
  it('gives each value back, those that wait in memory and those that were written', () => {
    const archive = opened();
    const values = Array.from({ length: 60 }, (_, number) => value(number));
    const places = values.map((one) => archive.put(one));
    expect(places.map((place) => place.read())).toEqual(values);
    expect(places[3]?.read()).not.toBe(places[3]?.read());
  });

  it('keeps the values out of memory', () => {
    const archive = opened();
    const before = heldBytes();
    const places = Array.from({ length: 300 }, (_, number) => archive.put(value(number)));
    // More than 9 MB were put away; what waits to be written is one.
    expect(heldBytes() - before).toBeLessThan(4 * 1024 * 1024);
    expect(places[0]?.read().number).toBe(0);
  });

  it('does not read what was dropped, and nothing that was written once it is closed', () => {
    const archive = opened();
    const [first, second] = [archive.put('first'), archive.put('second')];
    first.drop();
    first.drop();
    expect(() => first.read()).toThrow('was dropped');
    expect(second.read()).toBe('second');
    const places = Array.from({ length: 60 }, (_, number) => archive.put(value(number)));
    archive.close();
    expect(() => places[0]?.read()).toThrow('The archive is closed');
  });
});
