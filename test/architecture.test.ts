import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { commentFaults, lengthFaults, nameFaults, twinFaults } from './architecture/file-faults.ts';
import { importFaults } from './architecture/import-faults.ts';
import { reachFaults } from './architecture/reach-faults.ts';
import { readSource, type Source } from './architecture/source.ts';
import { stepFaults } from './architecture/step-faults.ts';
import { flowOf, statesOf } from './statemachines/definition.ts';

const root = new URL('../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');

/** All files below a folder, from the top of the repository. */
function filesBelow(folder: string): string[] {
  if (!existsSync(new URL(folder, root))) return [];
  return readdirSync(new URL(folder, root), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`.slice(root.pathname.length))
    .toSorted();
}

const code = [...filesBelow('functions'), ...filesBelow('src')].filter((path) => path.endsWith('.ts'));
const sources = code.filter((path) => !path.endsWith('.d.ts')).map((path) => readSource(path, read(path)));

describe('the house', () => {
  it('is read whole', () => {
    expect(sources.length).toBeGreaterThan(100);
    const imports = sources.flatMap((source) => source.imports);
    expect(imports.length).toBeGreaterThan(300);
  });

  it('imports in the allowed directions alone', () => {
    expect(importFaults(sources)).toEqual([]);
  });

  it('is given environment, clock, timers, chance and network', () => {
    expect(reachFaults(sources)).toEqual([]);
  });

  it('names files and folders after what is inside', () => {
    const folders = ['functions', 'src', 'test', 'scripts', 'statemachines', 'examples'];
    expect(nameFaults(folders.flatMap(filesBelow))).toEqual([]);
  });

  it('keeps files short', () => {
    expect(lengthFaults(sources)).toEqual([]);
  });

  it('says of every export what it promises', () => {
    expect(commentFaults(sources)).toEqual([]);
  });

  it('has one word for a step, everywhere', () => {
    const { functions } = parse(read('serverless.yml'), { logLevel: 'silent' }) as {
      functions: Record<string, { events?: object[] }>;
    };
    const background = Object.keys(functions).filter((name) =>
      functions[name]?.events?.some((event) => 'eventBridge' in event || 'schedule' in event),
    );
    const states = filesBelow('statemachines').flatMap((file) =>
      statesOf(flowOf(parse(read(file)))).flatMap(({ name, fields }) => (fields.Type === 'Task' ? [name] : [])),
    );
    expect(stepFaults(sources, { functions: Object.keys(functions), states, background })).toEqual([]);
  });

  it('has each test where its file is mirrored', () => {
    const tests = filesBelow('test').filter((path) => path.endsWith('.test.ts'));
    expect(twinFaults(tests, code)).toEqual([]);
  });
});

describe('the tests', () => {
  const tests = filesBelow('test').filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'));

  it('open sandboxes in one place alone, where they are searched for told secrets', () => {
    const opening = tests.filter((path) =>
      readSource(path, read(path)).imports.some(
        ({ specifier = '', kind }) => kind !== 'type' && /\/src\/(sandbox|cli)\/sandbox\.ts$/.test(specifier),
      ),
    );
    expect(opening).toEqual(['test/support/searched-sandbox.ts']);
  });
});

describe('reading a file', () => {
  const source = readSource(
    'src/sandbox/x.ts',
    [
      "import { a } from './a.ts';",
      "import type { B } from './b.ts';",
      'import {',
      '  c,',
      '  type D,',
      "} from './c.ts';",
      "import 'side-effect';",
      "export { e } from './e.ts';",
      "export type { F } from './f.ts';",
      "// import { no } from './no.ts';",
      "const text = 'import { no } from \\'./no.ts\\'; // no';",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the code that is read
      "const template = `Date.now ${Date.now()} ${`${await import('./g.ts')}`} Math.random`;",
      'const pattern = /[\'"`] setTimeout \\/ [/]/;',
      'const half = 4 / 2 / process.exitCode;',
      'export const x = await import(name);',
      '/** Says what it is. */',
      'export interface Y {}',
    ].join('\n'),
  );

  it('finds all imports, and none in comments and texts', () => {
    expect(source.imports).toEqual([
      { specifier: './a.ts', kind: 'value' },
      { specifier: './b.ts', kind: 'type' },
      { specifier: './c.ts', kind: 'value' },
      { specifier: 'side-effect', kind: 'value' },
      { specifier: './e.ts', kind: 'value' },
      { specifier: './f.ts', kind: 'type' },
      { specifier: './g.ts', kind: 'dynamic' },
      { specifier: undefined, kind: 'dynamic' },
    ]);
  });

  it('keeps the code of templates, and blanks texts and patterns', () => {
    expect(source.code).toContain('Date.now()');
    expect(source.code.match(/Date\.now/g)).toHaveLength(1);
    expect(source.code).not.toMatch(/Math\.random|setTimeout|no\.ts/);
    expect(source.code).toContain('const half = 4 / 2 / process.exitCode;');
    expect(source.code.split('\n')).toHaveLength(source.text.split('\n').length);
  });

  it('finds exports and their comments', () => {
    expect(source.exports).toEqual([
      { name: 'x', kind: 'const', documented: false },
      { name: 'Y', kind: 'interface', documented: true },
    ]);
  });
});

describe('the checks say the broken sentence', () => {
  const file = (path: string, text: string): Source[] => [readSource(path, text)];
  const importing = (path: string, to: string): string[] => importFaults(file(path, `import { x } from '${to}';`));
  const importingTypes = (path: string, to: string): string[] =>
    importFaults(file(path, `import type { x } from '${to}';`));

  it.each([
    ['src/sandbox/x.ts', '../canal/y.ts', 'imports src/canal/y.ts: simulator and client share no code.'],
    [
      'src/sandbox/ec2-api/x.ts',
      '../../ec2/faults.ts',
      'imports src/ec2/faults.ts: simulator and client share no code.',
    ],
    ['src/canal/x.ts', '../steps/ports.ts', 'imports src/steps/ports.ts: the subject is pure'],
    ['src/canal/x.ts', 'node:fs', 'imports node:fs: the subject is pure'],
    ['src/canal/x.ts', '@aws-sdk/client-ec2', 'imports @aws-sdk/client-ec2: the subject is pure'],
    ['src/steps/x.ts', '../soracom/client.ts', 'imports src/soracom/client.ts: a step knows the subject and the ports'],
    ['src/steps/x.ts', '@aws-sdk/client-ec2', 'imports @aws-sdk/client-ec2: a step knows the subject and the ports'],
    ['src/steps/x.ts', '../lambda/settings.ts', 'imports src/lambda/settings.ts: a step knows'],
    ['src/api/x.ts', '../store/records.ts', 'imports src/store/records.ts: an operation knows'],
    ['src/api/x.ts', '../steps/ports.ts', 'imports more than types of src/steps/ports.ts: an operation knows'],
    ['src/ec2/x.ts', '../soracom/faults.ts', 'imports src/soracom/faults.ts: a door knows'],
    [
      'src/ec2/x.ts',
      '../lambda/surroundings.ts',
      'imports more than types of src/lambda/surroundings.ts: a door knows',
    ],
    ['src/ec2/x.ts', '../lambda/settings.ts', 'imports more than types of src/lambda/settings.ts: a door knows'],
    ['src/store/x.ts', '../steps/ports.ts', 'imports more than types of src/steps/ports.ts: a door knows'],
    ['src/store/x.ts', '../steps/confirm-run.ts', 'imports src/steps/confirm-run.ts: a door knows'],
    ['src/aws/x.ts', '../ec2/client.ts', 'imports src/ec2/client.ts: what the doors share of AWS knows'],
    ['src/lambda/x.ts', '../steps/create-vpg.ts', 'imports src/steps/create-vpg.ts: the edge serves any step'],
    ['src/lambda/x.ts', '../steps/ports.ts', 'imports more than types of src/steps/ports.ts: the edge serves any step'],
    ['src/cli/x.ts', '../api/ports.ts', 'imports src/api/ports.ts: the command knows the subject, all else goes over'],
    [
      'src/cli/x.ts',
      '../sandbox/sandbox.ts',
      'src/cli/sandbox.ts and src/cli/live-host.ts alone open what runs in this process.',
    ],
    ['src/cli/sandbox.ts', '../steps/ports.ts', 'imports src/steps/ports.ts: the command knows the subject and opens'],
    ['functions/find-vpg.ts', '../src/soracom/client.ts', 'imports src/soracom/client.ts: a handler puts an edge'],
    ['functions/find-vpg.ts', '../src/steps/create-vpg.ts', 'a handler serves the step of its own name.'],
    ['functions/find-vpg.ts', 'zod', 'imports zod: a handler puts an edge'],
    ['src/steps/x.ts', '../../test/support/wish.ts', 'imports test/support/wish.ts: nothing imports test/.'],
    ['src/steps/x.ts', './ports', 'imports ./ports without the ending .ts.'],
    ['src/billing/x.ts', './y.ts', 'is in no folder that the house knows'],
  ])('when %s imports %s', (path, to, sentence) => {
    expect(importing(path, to)).toEqual([expect.stringContaining(sentence)]);
    expect(importing(path, to)[0]).toMatch(new RegExp(`^${path} `));
  });

  it.each([
    ['src/ec2/x.ts', '../lambda/surroundings.ts'],
    ['src/ec2/x.ts', '../steps/ports.ts'],
    ['src/executions/x.ts', '../api/ports.ts'],
    ['src/aws/x.ts', '../lambda/surroundings.ts'],
    ['src/lambda/x.ts', '../api/network-api.ts'],
  ])('but not when %s imports types of %s', (path, to) => {
    expect(importingTypes(path, to)).toEqual([]);
    expect(importing(path, to)).toHaveLength(1);
  });

  it('when a file computes what it imports', () => {
    const text = 'export const load = (name: string) => import(name);';
    expect(importFaults(file('src/sandbox/x.ts', text))).toEqual([expect.stringContaining('computes what it imports')]);
    expect(importFaults(file('src/sandbox/stack.ts', text))).toEqual([]);
  });

  it('when an import in the middle of the code goes the wrong way', () => {
    const text = "export const load = () => import('../canal/cidr.ts');";
    expect(importFaults(file('src/sandbox/x.ts', text))).toEqual([
      'src/sandbox/x.ts imports src/canal/cidr.ts: simulator and client share no code.',
    ]);
  });

  it.each([
    ['process.env.HOME', 'reads the environment of the process'],
    ['const { env } = process;', 'reads the environment of the process'],
    ['const now = Date.now;', 'asks the real clock'],
    ['const now = new Date();', 'asks the real clock'],
    ['const now = new Date;', 'asks the real clock'],
    ['const now = Date();', 'asks the real clock'],
    ['performance.now();', 'asks the real clock'],
    ['setTimeout(() => undefined, 5);', 'sets a real timer'],
    ['setInterval(() => undefined, 5);', 'sets a real timer'],
    ['Math.random();', 'draws a real chance'],
    ['crypto.randomUUID();', 'draws a real chance'],
    ['globalThis.fetch(url);', 'asks the real network'],
    ["import { setTimeout } from 'node:timers/promises';", 'imports node:timers/promises'],
    ["import { env } from 'node:process';", 'imports node:process'],
  ])('when a file has %s', (text, sentence) => {
    for (const path of ['src/steps/x.ts', 'src/sandbox/x.ts', 'functions/x.ts', 'src/soracom/x.ts']) {
      expect(reachFaults(file(path, text))).toContainEqual(expect.stringContaining(`${path} ${sentence}`));
    }
  });

  it('but lets dates be formatted, types be named, and edges reach out', () => {
    const text = 'const a = new Date(ms); type F = typeof globalThis.fetch; const b = new Dated(); // Date.now()';
    expect(reachFaults(file('src/steps/x.ts', text))).toEqual([]);
    expect(reachFaults(file('src/sandbox/clock.ts', 'setTimeout(f, Date.now());'))).toEqual([]);
    expect(reachFaults(file('src/lambda/settings.ts', 'process.env'))).toEqual([]);
    expect(reachFaults(file('src/cli/main.ts', 'process.env'))).toEqual([]);
    expect(reachFaults(file('src/lambda/log.ts', 'process.env'))).toHaveLength(1);
    expect(reachFaults(file('src/cli/up.ts', 'process.env'))).toHaveLength(1);
  });

  it.each([
    ['src/steps/createVpg.ts', 'is not named in kebab-case.'],
    ['src/Steps/create-vpg.ts', 'is not named in kebab-case.'],
    ['src/steps/create_vpg.ts', 'is not named in kebab-case.'],
    ['src/utils/cidr.ts', '"utils" does not say what is inside; name it after its subject.'],
    ['src/canal/helpers.ts', '"helpers" does not say what is inside; name it after its subject.'],
    ['test/support/misc.test.ts', '"misc" does not say what is inside; name it after its subject.'],
    ['src/steps/index.ts', 'is a barrel: import the file itself.'],
  ])('when a file is called %s', (path, sentence) => {
    expect(nameFaults([path])).toEqual([expect.stringMatching(new RegExp(`^${path}:? `))]);
    expect(nameFaults([path])[0]).toContain(sentence);
  });

  it('when a file is too long', () => {
    const lines = (count: number) => 'x;\n'.repeat(count);
    const limits = { 'functions/x.ts': 15, 'src/steps/x.ts': 80, 'src/steps/ports.ts': 200, 'src/canal/x.ts': 200 };
    const handler = file('functions/x.ts', 'x;\n'); // it makes src/steps/x.ts a step
    for (const [path, limit] of Object.entries(limits)) {
      expect(lengthFaults([...handler, ...file(path, lines(limit))])).toEqual([]);
      expect(lengthFaults([...handler, ...file(path, lines(limit + 1))])).toEqual([
        `${path} has ${limit + 1} lines, ${limit} are allowed: split it by noun.`,
      ]);
    }
  });

  it('when an export says nothing of itself', () => {
    const plain = 'export function f(): void {}\n';
    const sentence = 'src/canal/x.ts exports f without a doc comment that says what it promises.';
    expect(commentFaults(file('src/canal/x.ts', plain))).toEqual([sentence]);
    expect(commentFaults(file('src/canal/x.ts', `// Not that.\n${plain}`))).toEqual([sentence]);
    expect(commentFaults(file('src/canal/x.ts', `/** Of another. */\nconst a = 1;\n${plain}`))).toEqual([sentence]);
    expect(commentFaults(file('src/canal/x.ts', `/* Not that. */\n${plain}`))).toEqual([sentence]);
    expect(commentFaults(file('src/canal/x.ts', `/** */\n${plain}`))).toEqual([sentence]);
    expect(commentFaults(file('src/canal/x.ts', `/** Does it. */\n${plain}`))).toEqual([]);
    const schema = '/** A shape. */\nexport const S = z.string();\nexport type S = z.output<typeof S>;\n';
    expect(commentFaults(file('src/canal/x.ts', schema))).toEqual([]);
  });

  it('when a step has another word somewhere', () => {
    const handler = '/** Serves the state "Find VPG". It looks. */\nexport const handler = 1;';
    const step = "/** Looks. */\nexport const FindVpg = { step: 'find-vpg' };";
    const all = (change: Record<string, string> = {}): Source[] =>
      Object.entries({ 'functions/find-vpg.ts': handler, 'src/steps/find-vpg.ts': step, ...change }).flatMap(
        ([path, text]) => file(path, text),
      );
    const naming = { functions: ['find-vpg'], states: ['Find VPG'] };
    expect(stepFaults(all(), naming)).toEqual([]);
    expect(stepFaults(file('functions/find-vpg.ts', handler), naming)).toEqual([
      'functions/find-vpg.ts has no src/steps/find-vpg.ts.',
    ]);
    expect(stepFaults(all({ 'src/steps/find-vpg.ts': "step: 'find'" }), naming)).toEqual([
      "src/steps/find-vpg.ts has no contract with step: 'find-vpg'.",
    ]);
    expect(stepFaults(all(), { ...naming, functions: [] })).toEqual([
      'serverless.yml has no function find-vpg for functions/find-vpg.ts.',
    ]);
    expect(stepFaults(all(), { ...naming, functions: ['find-vpg', 'lost'] })).toEqual([
      'functions/lost.ts is not there, and serverless.yml names it.',
    ]);
    expect(stepFaults(all(), { ...naming, states: ['Find the VPG'] })).toEqual([
      'functions/find-vpg.ts has no state of its name in any machine.',
    ]);
    expect(stepFaults(all({ 'functions/find-vpg.ts': '/** Looks. */' }), naming)).toEqual([
      'functions/find-vpg.ts does not say that it serves the state "Find VPG".',
    ]);
    const background = { ...naming, states: [], background: ['find-vpg'] };
    expect(stepFaults(all(), background)).toEqual([
      'functions/find-vpg.ts does not say which rule or schedule it serves.',
    ]);
    const rule = '/** Serves the rule "Found". It looks. */\nexport const handler = 1;';
    expect(stepFaults(all({ 'functions/find-vpg.ts': rule }), background)).toEqual([]);
    const api = file('functions/network-api.ts', "import { httpApi } from '../src/lambda/http-api.ts';");
    expect(stepFaults(api, { functions: ['network-api'], states: [] })).toEqual([]);
  });

  it('when a test is not where its file is mirrored', () => {
    const src = ['src/canal/cidr.ts', 'src/steps/find-vpg.ts', 'src/ec2/live.ts', 'src/soracom/live.ts'];
    expect(twinFaults(['test/steps/cidr.test.ts'], src)).toEqual([
      'test/steps/cidr.test.ts is not the twin of src/canal/cidr.ts: move it to test/canal/cidr.test.ts, or name it after what it tests.',
    ]);
    const right = [
      'test/canal/cidr.test.ts',
      'test/canal/catch.test.ts',
      'test/steps/live.test.ts',
      'test/a/cidr.test.ts',
    ];
    expect(twinFaults(right, src)).toEqual([]);
  });
});
