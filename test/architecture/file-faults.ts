import { posix } from 'node:path';
import type { Source } from './source.ts';

const vague = /^(utils?|common|helpers?|services|managers?|base|misc)$/;

/** Names of files and folders that the house does not allow. */
export function nameFaults(paths: readonly string[]): string[] {
  return paths.flatMap((path) => {
    const parts = path.split('/');
    const stem = posix.basename(path).replace(/\..*$/, '');
    const kebab = [...parts.slice(0, -1), stem].every((part) => /^[a-z0-9]+(-[a-z0-9]+)*$/.test(part));
    const names = [...parts.slice(0, -1), stem].filter((part) => vague.test(part));
    return [
      ...(kebab ? [] : [`${path} is not named in kebab-case.`]),
      ...names.map((name) => `${path}: "${name}" does not say what is inside; name it after its subject.`),
      ...(/^index\.[cm]?[tj]s$/.test(posix.basename(path)) ? [`${path} is a barrel: import the file itself.`] : []),
    ];
  });
}

/** The most lines that a file of ours may have: a handler, a step (what a handler serves), anything else. */
function lineLimit(path: string, sources: readonly Source[]): number {
  if (path.startsWith('functions/')) return 15;
  const handler = path.replace(/^src\/steps\//, 'functions/');
  return sources.some((source) => source.path === handler) && handler !== path ? 80 : 200;
}

/** Files that are too long. */
export function lengthFaults(sources: readonly Source[]): string[] {
  return sources.flatMap(({ path, text }) => {
    const count = text.trimEnd().split('\n').length;
    const limit = lineLimit(path, sources);
    return count > limit ? [`${path} has ${count} lines, ${limit} are allowed: split it by noun.`] : [];
  });
}

/** Exports without a sentence that says what they promise. The type that goes with a schema of the same name needs none. */
export function commentFaults(sources: readonly Source[]): string[] {
  return sources.flatMap(({ path, exports }) =>
    exports
      .filter(({ name, kind, documented }) => {
        const schema = kind === 'type' && exports.some((other) => other.name === name && other.kind === 'const');
        return !documented && !schema;
      })
      .map(({ name }) => `${path} exports ${name} without a doc comment that says what it promises.`),
  );
}

/** Tests in the mirror of a folder of src/ that stand elsewhere than the file of their name. */
export function twinFaults(tests: readonly string[], sources: readonly string[]): string[] {
  return tests.flatMap((path) => {
    const twin = path.replace(/^test\//, 'src/').replace(/\.test\.ts$/, '.ts');
    const [, area] = twin.split('/');
    const mirrored = sources.some((source) => source.startsWith(`src/${area}/`));
    const [other, ...more] = sources.filter((source) => posix.basename(source) === posix.basename(twin));
    if (!mirrored || sources.includes(twin) || other === undefined || more.length > 0) return [];
    const place = other.replace(/^src\//, 'test/').replace(/\.ts$/, '.test.ts');
    return [`${path} is not the twin of ${other}: move it to ${place}, or name it after what it tests.`];
  });
}
