import { createHash } from 'node:crypto';
import jsonata from 'jsonata';
import type { Ids } from '../ids.ts';
import { seededRandom } from './seeded-random.ts';

/** What the functions of an expression draw from: the sandbox's time, and a stream of chances. */
export interface Source {
  readonly now: () => number;
  readonly ids: Ids;
  /** Names the stream of `$uuid` and `$random`, so that other draws do not change it. */
  readonly stream: string;
}

const hashes: Readonly<Record<string, string>> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};

/** The functions that Step Functions adds to JSONata, those that would read the real clock, and `$eval` switched off. */
export function jsonataFunctions(source: Source): Record<string, unknown> {
  const now = source.now();
  return {
    eval: undefined,
    now: (picture?: string, timezone?: string) => formatTime(now, picture, timezone),
    millis: () => now,
    uuid: () => source.ids.uuid(`${source.stream}/uuid`),
    random: (seed?: unknown) => {
      if (seed === undefined) return source.ids.fraction(`${source.stream}/random`);
      if (typeof seed !== 'number') throw refused('random', 'takes a number as its seed');
      return seededRandom(seed);
    },
    hash: (data?: unknown, algorithm: unknown = 'SHA-256') => {
      if (data === undefined) return undefined;
      const name = typeof algorithm === 'string' ? hashes[algorithm] : undefined;
      if (!name) throw refused('hash', `takes one of ${Object.keys(hashes).join(', ')} as its algorithm`);
      const text = typeof data === 'string' ? data : JSON.stringify(data);
      return createHash(name).update(text).digest('hex');
    },
    parse: (text?: unknown) => {
      if (text === undefined) return undefined;
      if (typeof text !== 'string') throw refused('parse', 'takes a string of JSON');
      try {
        return JSON.parse(text);
      } catch {
        throw refused('parse', 'was given a string that is not JSON');
      }
    },
    partition: (list?: unknown, size?: unknown) => {
      if (list === undefined) return undefined;
      if (!Number.isInteger(size) || Number(size) < 1)
        throw refused('partition', 'takes a positive integer as its size');
      const items = Array.isArray(list) ? list : [list];
      const length = Math.ceil(items.length / Number(size));
      return Array.from({ length }, (_, part) => items.slice(part * Number(size), (part + 1) * Number(size)));
    },
    range: (first?: unknown, last?: unknown, step?: unknown) => range(first, last, step),
  };
}

function range(first: unknown, last: unknown, step: unknown): number[] {
  if (![first, last, step].every(Number.isInteger) || step === 0) {
    throw refused('range', 'takes three integers, the third not zero: first, last and step');
  }
  const [from, to, by] = [Number(first), Number(last), Number(step)];
  const length = Math.max(0, Math.floor((to - from) / by) + 1);
  if (length > 1e7) throw refused('range', "gives at most 10 million numbers, as JSONata's own range does");
  return Array.from({ length }, (_, index) => from + index * by);
}

function formatTime(now: number, picture: string | undefined, timezone: string | undefined): unknown {
  if (picture === undefined && timezone === undefined) return new Date(now).toISOString();
  return jsonata('$fromMillis($time, $picture, $timezone)').evaluate(undefined, { time: now, picture, timezone });
}

function refused(name: string, what: string): Error {
  return new Error(`The function $${name} ${what}.`);
}
