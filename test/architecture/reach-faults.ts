import type { Source } from './source.ts';

interface Reach {
  readonly what: string;
  readonly pattern: RegExp;
  readonly only: RegExp;
  readonly where: string;
}

const edges = /^src\/(sandbox\/(clock|ids)\.ts|lambda\/|cli\/)/;
const where = 'only src/sandbox/clock.ts, src/sandbox/ids.ts, src/lambda/ and src/cli/ do';

const reaches: readonly Reach[] = [
  {
    what: 'reads the environment of the process',
    pattern: /\bprocess\s*\.\s*env\b|\bprocess\s*\[|\benv\b[^{}]*\}\s*=\s*process\b/,
    only: /^src\/(lambda\/settings|cli\/main)\.ts$/,
    where: 'only src/lambda/settings.ts and src/cli/main.ts do, all else gets its settings handed in',
  },
  {
    what: 'asks the real clock',
    pattern: /\bDate\.now\b|\bnew Date(\(\s*\)|(?!\w|\s*\())|(?<!new )\bDate\(|\bperformance\.now\b|\bhrtime\b/,
    only: edges,
    where,
  },
  { what: 'sets a real timer', pattern: /\b(setTimeout|setInterval|setImmediate)\b/, only: edges, where },
  {
    what: 'draws a real chance',
    pattern: /\bMath\.random\b|\b(randomUUID|randomBytes|randomInt|getRandomValues)\b/,
    only: edges,
    where,
  },
  {
    what: 'asks the real network',
    pattern: /(?<!typeof )\bglobalThis\.fetch\b/,
    only: /^src\/(lambda\/lambda|cli\/main|sandbox\/transport)\.ts$/,
    where: 'the others are given what they speak through',
  },
];

/** What reaches out of the process without being given it, each as the sentence that it breaks. */
export function reachFaults(sources: readonly Source[]): string[] {
  return sources.flatMap(({ path, code, imports }) => [
    ...reaches
      .filter(({ only, pattern }) => !only.test(path) && pattern.test(code))
      .map(({ what, where: sentence }) => `${path} ${what}: ${sentence}.`),
    ...imports
      .filter(({ specifier }) => /^(node:)?(timers(\/promises)?|process|perf_hooks)$/.test(specifier ?? ''))
      .filter(() => !edges.test(path))
      .map(({ specifier }) => `${path} imports ${specifier}: clock, timers and environment are handed in.`),
  ]);
}
