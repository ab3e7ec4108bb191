import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What a text may speak of: all that the project has. */
export interface Facts {
  /** Every file of the project, from its top: `src/canal/cidr.ts`. */
  readonly files: readonly string[];
  readonly scripts: readonly string[];
  /** The options of each command of `canal`: `up` -> `--json`, … */
  readonly commands: Readonly<Record<string, readonly string[]>>;
  /** The environment variables of ours that the code reads. */
  readonly variables: ReadonlySet<string>;
  /** Every word of the code, the definitions and the examples. */
  readonly words: ReadonlySet<string>;
  /** The text of a file of the project. */
  readonly read: (file: string) => string;
}

const root = fileURLToPath(new URL('../../', import.meta.url));
const skipped = new Set(['node_modules', 'dist', 'coverage', '.git', '.serverless', '.canal']);
const readFile = (file: string): string => readFileSync(join(root, file), 'utf8');

function filesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (skipped.has(entry.name)) return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesIn(path) : [path];
  });
}

/** The facts of this project; the commands come from its own help. */
export function projectFacts(commands: Facts['commands']): Facts {
  const files = filesIn('');
  const code = files.filter((file) => /^(src|functions|scripts|statemachines|examples)\/|^serverless\.yml$/.test(file));
  const texts = code.map(readFile);
  const { scripts } = JSON.parse(readFile('package.json')) as { scripts: Record<string, string> };
  return {
    files,
    scripts: Object.keys(scripts),
    commands,
    variables: new Set(texts.flatMap((text) => text.match(/\bCANAL_[A-Z_]+\b/g) ?? [])),
    words: new Set(texts.flatMap((text) => text.match(/[A-Za-z_$][\w$]*/g) ?? [])),
    read: readFile,
  };
}

/** What a text says that is not so, one sentence each. `file` is where it stands, for its relative links. */
export function untrueClaims(file: string, text: string, facts: Facts): string[] {
  const spans = codeSpans(text);
  return [
    ...brokenLinks(file, text, facts),
    ...missingPaths(text, facts),
    ...missingFiles(spans, facts),
    ...missingScripts(text, facts),
    ...wrongCommands(text, spans, facts),
    ...(text.match(/\bCANAL_[A-Z_]+\b/g) ?? [])
      .filter((name) => !facts.variables.has(name))
      .map((name) => `${name}: nothing reads such a variable.`),
    // What docs/sandbox.md says is not imitated is not ours: it is held against the sandbox itself.
    ...unknownWords(codeSpans(text.replace(/^\| – .*$/gm, '')), facts),
  ].map((sentence) => `${file}: ${sentence}`);
}

/** The short pieces of code in running text. */
function codeSpans(text: string): string[] {
  const prose = text.replace(/^```[\s\S]*?^```/gm, '');
  return [...prose.matchAll(/`([^`\n]+)`/g)].map(([, span]) => span as string);
}

/** A heading as GitHub names it in links. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(/\s/g, '-');

function brokenLinks(file: string, text: string, { files, read }: Facts): string[] {
  return [...text.matchAll(/\]\(([^()\s]+)\)/g)].flatMap(([, target = '']) => {
    if (/^[a-z]+:/.test(target)) return [];
    const [path = '', anchor] = target.split('#');
    const to = path === '' ? file : normalize(join(dirname(file), path));
    if (to !== file && !files.includes(to)) return [`the link to ${target} leads nowhere.`];
    const headings = (path === '' ? text : read(to)).match(/^#+ .*$/gm) ?? [];
    const known = headings.map((heading) => anchorOf(heading.replace(/^#+ /, '')));
    return anchor === undefined || known.includes(anchor) ? [] : [`the link to ${target} leads to no heading.`];
  });
}

/** Paths that begin with a folder of ours, wherever they stand; `*` stands for anything within a folder. */
function missingPaths(text: string, { files }: Facts): string[] {
  const found = text.match(/(?<![\w./:@-])(?:\.ci|docs|examples|functions|scripts|src|statemachines|test)\/[\w./*-]*/g);
  return [...new Set(found ?? [])]
    .map((path) => path.replace(/[.,:]+$/, ''))
    .filter((path) => {
      const pattern = new RegExp(
        `^${path.replaceAll('.', '\\.').replaceAll('*', '[^/]*')}${path.endsWith('/') ? '' : '$'}`,
      );
      return !files.some((file) => pattern.test(file) || file.startsWith(`${path}/`));
    })
    .map((path) => `there is no ${path}.`);
}

/** File names without a folder, in running text: somewhere there must be such a file. */
function missingFiles(spans: readonly string[], { files }: Facts): string[] {
  return spans
    .filter((span) => /^[\w.-]+\.(ts|mjs|md|json|ya?ml)$/.test(span))
    .filter((span) => !files.some((file) => file === span || file.endsWith(`/${span}`)))
    .map((span) => `there is no file called ${span}.`);
}

function missingScripts(text: string, { scripts }: Facts): string[] {
  const run = [...text.matchAll(/\bnpm run (?:-s )?([\w:-]+)/g)].map(([, name]) => name as string);
  const short = [...text.matchAll(/\bnpm (start|test)\b/g)].map(([, name]) => name as string);
  return [...new Set([...run, ...short])]
    .filter((name) => !scripts.includes(name))
    .map((name) => `package.json has no script ${name}.`);
}

/** Options of serverless, which deploys: running text names them too. */
const ofServerless = ['--param', '--region', '--stage'];

/** `canal up …` in code, however it is called, with the options behind it; and options that stand alone in running text. */
function wrongCommands(text: string, spans: readonly string[], { commands }: Facts): string[] {
  const all = new Set([...ofServerless, ...Object.values(commands).flat()]);
  const alone = spans
    .flatMap((span) => /^--[a-z][\w-]*/.exec(span) ?? [])
    .filter((option) => !all.has(option))
    .map((option) => `no command has an option ${option}.`);
  const lines = [...text.matchAll(/(?:npm run (?:-s )?canal --|`canal|"canal) ([a-z][\w-]*)([^`"\n]*)/g)];
  const called = lines.flatMap(([, command = '', rest = '']) => {
    const known = commands[command];
    if (!known) return [`there is no command canal ${command}.`];
    return (rest.match(/(?<=\s)--[a-z][\w-]*/g) ?? [])
      .filter((option) => !known.includes(option))
      .map((option) => `canal ${command} has no option ${option}.`);
  });
  return [...alone, ...called];
}

/** Names of things in running text: `VpgTooSlow`, `peerVpcId`, `airGroup.replaces`. The code must know each of their words. */
function unknownWords(spans: readonly string[], { words }: Facts): string[] {
  return [...new Set(spans.filter((span) => /^[A-Za-z_$][\w$]*(\[\])?([.][A-Za-z_$][\w$]*(\[\])?)*$/.test(span)))]
    .filter((span) => /[a-z][A-Z]|\./.test(span) && !/\.(ts|mjs|md|json|ya?ml)$/.test(span))
    .filter((span) => !span.split('.').every((word) => words.has(word.replace('[]', ''))))
    .map((span) => `nothing in the code is called ${span}.`);
}

/** Every text of ours that says something about the project. */
export const documentsAmong = ({ files }: Facts): string[] =>
  files.filter((file) => /^(README|CHANGELOG)\.md$|^docs\/.*\.md$|^examples\/.*\.yaml$/.test(file)).sort();
