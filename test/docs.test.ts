import { dirname, join, normalize } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod/mini';
import { Network } from '../src/canal/network.ts';
import { parseNetworkFile } from '../src/canal/network-file.ts';
import { cli } from '../src/cli/cli.ts';
import { ec2Actions } from '../src/ec2/client.ts';
import { FaultFile } from '../src/sandbox/faults.ts';
import { WorldFile } from '../src/sandbox/world/world-file.ts';
import { soracomOperations } from '../src/soracom/operations.ts';
import { stage } from './cli/stage.ts';
import { documentsAmong, projectFacts, untrueClaims } from './support/doc-claims.ts';
import { imitatedOperations } from './support/imitated.ts';
import { openScenario, type Scenario } from './support/scenario.ts';
import { openSearched as openSandbox } from './support/searched-sandbox.ts';

async function helpOf(...command: string[]): Promise<string> {
  const { surroundings, stdout } = stage();
  await cli([...command, '--help'], '0.0.0', surroundings);
  return stdout();
}

const names = [...(await helpOf()).matchAll(/^ {2}([a-z-]+) .*\[options\]/gm)].map(([, name]) => name as string);
const options = await Promise.all(names.map(async (name) => (await helpOf(name)).match(/--[a-z][\w-]*/g) ?? []));
const facts = projectFacts({
  help: [],
  ...Object.fromEntries(names.map((name, index) => [name, options[index] ?? []])),
});
const readme = facts.read('README.md');
const sandboxPage = facts.read('docs/sandbox.md');
const networkFilePage = facts.read('docs/network-file.md');
const settingsPage = facts.read('docs/settings.md');
const commandsPage = facts.read('docs/commands.md');

/** The rows of all tables of a text, or of one chapter of it, as cells. */
function rows(text: string, chapter?: string): string[][] {
  const from = chapter === undefined ? text : (text.split(new RegExp(`^#+ ${chapter}$`, 'm'))[1] ?? '');
  const part = chapter === undefined ? text : (from.split(/^#{1,3} /m)[0] ?? '');
  return part
    .split('\n')
    .filter((line) => line.startsWith('|') && !/^[|\s-]+$/.test(line))
    .map((line) =>
      line
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

describe('What the documents say', () => {
  it('is heard of at all', () => {
    expect(names).toEqual(expect.arrayContaining(['up', 'status', 'sandbox']));
    expect(documentsAmong(facts)).toEqual(
      expect.arrayContaining(['README.md', 'docs/sandbox.md', 'examples/world.yaml']),
    );
  });

  it.each(documentsAmong(facts))('%s speaks only of what exists', (file) => {
    expect(untrueClaims(file, facts.read(file), facts)).toEqual([]);
  });

  it.each([
    ['a path', 'See src/canal/nowhere.ts.', 'there is no src/canal/nowhere.ts.'],
    ['a path with a star', '`test/sandbox/no-*.test.ts`', 'there is no test/sandbox/no-*.test.ts.'],
    ['a folder', 'in `src/common/`', 'there is no src/common/.'],
    ['a file without a folder', '`nowhere.ts`', 'there is no file called nowhere.ts.'],
    ['a script', '`npm run launch`', 'package.json has no script launch.'],
    ['a command', '`npm run -s canal -- away FILE`', 'there is no command canal away.'],
    ['a short command', '`canal away`', 'there is no command canal away.'],
    [
      'an option of a command',
      '```sh\nnpm run -s canal -- status x --world w\n```',
      'canal status has no option --world.',
    ],
    ['an option alone', '`--frobnicate FILE`', 'no command has an option --frobnicate.'],
    ['a variable', 'set CANAL_NOWHERE', 'CANAL_NOWHERE: nothing reads such a variable.'],
    ['an error', '`VpgMissing`', 'nothing in the code is called VpgMissing.'],
    ['a field', '`airGroup.nowhere`', 'nothing in the code is called airGroup.nowhere.'],
    ['a link', '[x](../nowhere.md)', 'the link to ../nowhere.md leads nowhere.'],
    ['a link to a heading', '[x](errors.md#nowhere)', 'the link to errors.md#nowhere leads to no heading.'],
    ['a link within the page', '# Here\n[x](#there)', 'the link to #there leads to no heading.'],
  ])('is held: %s that does not exist is found', (_, text, sentence) => {
    expect(untrueClaims('docs/planted.md', text, facts)).toEqual([`docs/planted.md: ${sentence}`]);
  });

  it('is not held where it is right', () => {
    const text = [
      '# Here\n[x](#here) [y](errors.md#vpgtooslow) [z](https://example.com/nowhere.md)',
      'src/canal/cidr.ts, `test/canal/c*.test.ts`, `src/steps/`, `cidr.ts`, `npm start`, `npm run -s canal -- up FILE --json`',
      '`canal sandbox`, `--seed`, CANAL_TABLE, `VpgTooSlow`, `airGroup.replaces`, `peerings[].name`, `plain`, `a b`',
      '```sh\naws ec2 describe-vpcs --filters x\n```',
    ].join('\n');
    expect(untrueClaims('docs/planted.md', text, facts)).toEqual([]);
  });

  it('has no trace of the machine that it was written on', () => {
    for (const file of documentsAmong(facts))
      expect(facts.read(file), file).not.toMatch(/\/work\/|\/tmp\/|\/home\/|\/root\//);
  });
});

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly default?: unknown;
}

/** The fields of a schema that have no fields themselves, or are lists: `peerings[].name`, with their defaults. */
function fieldsOf(schema: JsonSchema, path = ''): { field: string; default?: unknown }[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, inner]) => {
    const field = path === '' ? name : `${path}.${name}`;
    const deeper = [...fieldsOf(inner, field), ...fieldsOf(inner.items ?? {}, `${field}[]`)];
    return deeper.length > 0 ? deeper : [{ field, default: inner.default }];
  });
}

const schemaOf = (schema: z.ZodMiniType): JsonSchema =>
  z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
const isPlain = (value: unknown): boolean => value !== '' && ['string', 'number', 'boolean'].includes(typeof value);

describe('The way through the documents', () => {
  const linksOf = (file: string): string[] =>
    [...facts.read(file).matchAll(/\]\(([^()\s#]+)(?:#[^()\s]*)?\)/g)].flatMap(([, to = '']) =>
      /^[a-z]+:/.test(to) ? [] : [normalize(join(dirname(file), to))],
    );

  it('begins with a README that is read to its end', () => {
    expect(readme.split('\n').length).toBeLessThanOrEqual(200);
    expect(linksOf('README.md')).toContain('docs/README.md');
  });

  it('leads from docs/README.md to every page', () => {
    const pages = facts.files.filter((file) => /^docs\/.*\.md$/.test(file) && file !== 'docs/README.md');
    expect(new Set(linksOf('docs/README.md').filter((to) => to.startsWith('docs/')))).toEqual(new Set(pages));
  });

  it('names each decision in docs/README.md by its heading', () => {
    const told = rows(facts.read('docs/README.md'), 'Why things are as they are').slice(1);
    expect(told.map(([cell = '', heading]) => [/\((.*)\)/.exec(cell)?.[1], heading])).toEqual(
      facts.files
        .filter((file) => file.startsWith('docs/decisions/'))
        .sort()
        .map((file) => [file.replace('docs/', ''), /^# (.*)$/m.exec(facts.read(file))?.[1]]),
    );
  });
});

describe('The references', () => {
  it('docs/development.md tells every script of package.json', () => {
    const told = rows(facts.read('docs/development.md'), 'Scripts').map(([cell]) => cell);
    const unnamed = facts.scripts
      .filter((name) => name !== 'prestart')
      .filter((name) => !told.some((cell) => cell?.match(/^`npm (?:run )?(\S+)`$/)?.[1] === name));
    expect(unnamed).toEqual([]);
  });

  it.each(fieldsOf(schemaOf(Network)))('docs/network-file.md tells $field, and its default', ({ field, ...given }) => {
    const row = rows(networkFilePage).find(([name]) => name === `\`${field}\``);
    expect(row, `docs/network-file.md has no row for ${field}`).toBeDefined();
    if (isPlain(given.default)) expect(row?.[1]).toBe(`\`${given.default}\``);
  });

  it.each(fieldsOf(schemaOf(WorldFile)))(
    'docs/sandbox.md tells $field of the world file, and its default',
    ({ field, ...given }) => {
      const table = rows(sandboxPage, 'The world file');
      const row = table.find(([name]) => name === `\`${field.replace(/^behaviour\./, '')}\``);
      const among = table.some((cells) => cells.join(' ').includes(`\`${field.split('.').at(-1)}\``));
      expect(row !== undefined || among, `docs/sandbox.md, "The world file", does not name ${field}`).toBe(true);
      if (row && isPlain(given.default)) expect(row[1]).toBe(`\`${given.default}\``);
    },
  );

  it('docs/sandbox.md tells every outcome of the fault file', () => {
    const text = JSON.stringify(z.toJSONSchema(FaultFile, { io: 'input' }));
    const outcomes = new Set([...text.matchAll(/"required":\["(\w+)"\]/g)].map(([, name]) => name as string));
    expect(outcomes.size).toBeGreaterThan(5);
    const told = rows(sandboxPage, 'The fault file')
      .map(([cell]) => cell)
      .join(' ');
    for (const name of outcomes) if (name !== 'faults') expect(told).toMatch(new RegExp(`\\b${name}\\b`));
  });

  it('docs/settings.md names every setting of the functions, and no other', () => {
    const settings = new Set(facts.read('src/lambda/settings.ts').match(/\bCANAL_[A-Z_]+\b/g));
    const told = rows(settingsPage).map(([name]) => name?.replaceAll('`', ''));
    expect(new Set(told.filter((name) => name?.startsWith('CANAL_')))).toEqual(settings);
  });

  it('docs/settings.md names every permission that the functions need elsewhere, and no other', () => {
    const told = rows(settingsPage, 'Permissions elsewhere').flatMap(
      ([, cell = '']) => cell.match(/\b(?:[A-Z]\w+|ec2):[A-Za-z]+/g) ?? [],
    );
    expect(told.toSorted()).toEqual([...soracomOperations, ...ec2Actions].toSorted());
  });

  it('docs/development.md names every folder of src/', () => {
    const folders = new Set(facts.files.flatMap((file) => /^src\/[\w-]+\//.exec(file) ?? []));
    const told = new Set(
      rows(facts.read('docs/development.md'), 'The house').flatMap(([cell = '']) => cell.match(/src\/[\w-]+\//g) ?? []),
    );
    expect(told).toEqual(folders);
  });

  it('docs/how-it-works.md names every step with its function and its state', () => {
    const machine = parse(facts.read('statemachines/provision-network.asl.yaml')) as {
      States: Record<string, StateText>;
    };
    const told = rows(facts.read('docs/how-it-works.md')).flatMap(([, cell = '']) => {
      const found = /^(.+), `functions\/([\w-]+)\.ts`$/.exec(cell);
      return found ? [{ state: found[1] as string, step: found[2] as string }] : [];
    });
    expect(told.toSorted(byStep)).toEqual(tasksOf(machine.States).toSorted(byStep));
  });

  it('docs/commands.md shows every command with all its options, and no others', () => {
    const table = rows(commandsPage, 'Commands and options');
    const optionsIn = (begin: string): string[] =>
      table.filter(([cell]) => cell?.startsWith(begin)).flatMap(([, cell = '']) => cell.match(/--[a-z][\w-]*/g) ?? []);
    const ofAll = optionsIn('each of the above');
    for (const [name, known] of Object.entries(facts.commands)) {
      const told = [...optionsIn(`\`canal ${name}`), ...(known.includes('--stage') ? ofAll : [])];
      expect(new Set(told), `canal ${name}`).toEqual(new Set(known.filter((option) => option !== '--help')));
    }
  });

  it('docs/commands.md tells every error that a command has of its own', () => {
    const [, union = ''] = /type Name =([\s\S]*?);/.exec(facts.read('src/cli/command-error.ts')) ?? [];
    const known = [...union.matchAll(/'(\w+)'/g)].map(([, name]) => name);
    const told = rows(commandsPage, 'Errors as JSON').flatMap(([cell = '']) => cell.match(/\b[A-Z]\w+/g) ?? []);
    expect(known.length).toBeGreaterThan(15);
    expect(told.toSorted()).toEqual([...known, 'Unexpected'].toSorted());
  });

  it('docs/commands.md tells every exit code of every command, as its help does', async () => {
    const table = rows(commandsPage, 'Exit codes');
    for (const name of names) {
      const [, codes = ''] = (await helpOf(name)).split('\nExit codes:\n');
      const inHelp = [...codes.matchAll(/^ {2}(\d) {2}/gm)].map(([, code]) => code);
      const cells = table.find(([cell]) => cell?.includes(`\`${name}\``))?.slice(1) ?? [];
      const told = cells.flatMap((cell, code) => (cell === '' ? [] : [String(code)]));
      expect(inHelp.length, name).toBeGreaterThan(1);
      expect(told, name).toEqual(inHelp);
    }
  });
});

interface StateText {
  readonly Type: string;
  readonly Resource?: string;
  readonly ItemProcessor?: { readonly States: Record<string, StateText> };
}

const byStep = (a: { step: string }, b: { step: string }): number => (a.step < b.step ? -1 : 1);

function tasksOf(states: Record<string, StateText>): { state: string; step: string }[] {
  return Object.entries(states).flatMap(([state, { Resource = '', ItemProcessor }]) => {
    const step = /^\$\{(\w+)\}$/
      .exec(Resource)?.[1]
      ?.replaceAll(/(?<!^)([A-Z])/g, '-$1')
      .toLowerCase();
    return [...(step === undefined ? [] : [{ state, step }]), ...tasksOf(ItemProcessor?.States ?? {})];
  });
}

/** The operations that a row is about: the names in code with which it begins. */
const operationsIn = (cell: string): string[] =>
  [...(/^(?:`[A-Z]\w+`(?:, )?)*/.exec(cell)?.[0].matchAll(/\w+/g) ?? [])].map(([name]) => name);

describe('The table of fidelity', () => {
  let scenario: Scenario;
  beforeAll(async () => {
    scenario = await openScenario();
  });
  afterAll(() => scenario.close());

  const chapters = [
    'SORACOM',
    'EC2',
    'STS',
    'CloudFormation',
    'Step Functions',
    'DynamoDB',
    'Secrets Manager',
    'S3',
    'Systems Manager',
    'EventBridge',
    'SQS',
    'SNS',
    'Lambda',
    'The HTTP API',
  ];
  const signed = (service: string) => ({
    authorization: `AWS4-HMAC-SHA256 Credential=111111111111/20260105/ap-northeast-1/${service}/aws4_request, SignedHeaders=host, Signature=0`,
  });
  const form = (service: string, version: string) => (operation: string) => ({
    headers: { ...signed(service), 'content-type': 'application/x-www-form-urlencoded' },
    body: `Action=${operation}&Version=${version}`,
  });
  const target = (prefix: string) => (operation: string) => ({
    headers: { ...signed('x'), 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `${prefix}.${operation}` },
    body: '{}',
  });
  const askers: Record<string, (operation: string) => { headers: Record<string, string>; body: string }> = {
    EC2: form('ec2', '2016-11-15'),
    STS: form('sts', '2011-06-15'),
    CloudFormation: form('cloudformation', '2010-05-15'),
    'Step Functions': target('AWSStepFunctions'),
    'Secrets Manager': target('secretsmanager'),
    'Systems Manager': target('AmazonSSM'),
    EventBridge: target('AWSEvents'),
    SQS: target('AmazonSQS'),
    SNS: form('sns', '2010-03-31'),
  };
  const unknown = /InvalidAction|UnknownOperationException/;
  const operationRows = Object.keys(askers).flatMap((service) =>
    rows(sandboxPage, service).flatMap(([mark = '', cell = '']) =>
      ['✓', '–'].includes(mark) ? operationsIn(cell).map((operation) => ({ service, operation, mark })) : [],
    ),
  );

  it.each(operationRows)('is right about $service: $operation is $mark', async ({ service, operation, mark }) => {
    const request = askers[service]?.(operation);
    const answer = await scenario.fetch('/', { method: 'POST', ...request });
    expect(unknown.test(await answer.text())).toBe(mark === '–');
  });

  it.each(
    rows(sandboxPage, 'SORACOM').flatMap(([mark = '', operation = '', request = '']) => {
      const found = /^`([A-Z]+) (\/v1\/.*)`$/.exec(request);
      return found ? [{ mark, operation, method: found[1] as string, path: found[2] as string }] : [];
    }),
  )('is right about SORACOM: $method $path is $mark', async ({ mark, operation, method, path }) => {
    const at = path.replaceAll(/\{\w+\}/g, 'x');
    const answer = await scenario.fetch(at, { method, headers: { 'content-type': 'application/json' } });
    expect(/AGW0001|AGW0002/.test(await answer.text())).toBe(mark === '–');
    if (mark === '✓') expect(operation).toMatch(/^`\w+`$/);
  });

  it.each(chapters)('says of %s what is imitated and what is not, and names a test for each tick', (chapter) => {
    const marked = rows(sandboxPage, chapter).filter(([mark = '']) => ['✓', '–'].includes(mark));
    expect(new Set(marked.map(([mark]) => mark))).toEqual(new Set(['✓', '–']));
    for (const row of marked.filter(([mark]) => mark === '✓')) {
      expect(row.at(-1), row.join(' | ')).toMatch(/^`test\/[\w/.-]+\.test\.ts`(, `test\/[\w/.-]+\.test\.ts`)*$/);
    }
  });

  it('has a tick for every operation that the sandbox answers', () => {
    const ticked = chapters.flatMap((chapter) =>
      rows(sandboxPage, chapter).flatMap(([mark, cell = '']) => (mark === '✓' ? operationsIn(cell) : [])),
    );
    const answered = [...imitatedOperations(scenario).values()].flat();
    expect(answered.filter((operation) => !ticked.includes(operation))).toEqual([]);
    expect(answered.length).toBeGreaterThan(60);
  });

  it('tells every operation that a fault of the examples names', () => {
    const told = new Set([...sandboxPage.matchAll(/`(\w+)`/g)].map(([, name]) => name));
    for (const file of facts.files.filter((path) => path.startsWith('examples/faults/'))) {
      for (const call of Object.keys(FaultFile.parse(parse(facts.read(file))).faults)) {
        const [service, operation] = call.split('.') as [string, string];
        const known =
          service === 'function'
            ? facts.files.includes(`functions/${operation}.ts`)
            : operation === '*' || told.has(operation);
        expect(known, `${file}: ${call}`).toBe(true);
      }
    }
  });
});

describe('The examples', () => {
  const under = (folder: string): string[] => facts.files.filter((file) => new RegExp(`^${folder}/[^/]+$`).test(file));

  // CloudFormation's own tags (!Ref …) are read as plain values.
  const read = (file: string) => parse(facts.read(file), { logLevel: 'silent' }) as Record<string, unknown>;
  const kindOf = (file: string) =>
    ['peerings', 'accounts', 'Resources'].find((field) => Object.hasOwn(read(file), field));

  it.each(under('examples'))('%s is a network, a world or a template', (file) => {
    expect(kindOf(file)).toBeDefined();
  });

  it.each(under('examples').filter((file) => kindOf(file) === 'peerings'))('%s is a network in order', (file) => {
    expect(parseNetworkFile(facts.read(file), file)).toMatchObject({ ok: true });
  });

  it('examples/world.yaml is a world in order', () => {
    expect(WorldFile.safeParse(parse(facts.read('examples/world.yaml'))).error).toBeUndefined();
  });

  it.each(under('examples/faults'))('%s is a fault file in order, and changes the run', async (file) => {
    const run = async (...more: string[]) => {
      const { surroundings, stdout } = stage({ fetch: globalThis.fetch, openSandbox });
      const code = await cli(['up', 'examples/two-vpcs.yaml', ...more], '0.0.0', surroundings);
      return { code, attemptsFailed: stdout().match(/attempt failed/g)?.length ?? 0 };
    };
    const { code, attemptsFailed } = await run('--faults', file);
    expect(attemptsFailed).toBeGreaterThan(0);
    expect(code).toBe(/ends ready/.test(facts.read(file).replaceAll(/\s*\n#?\s*/g, ' ')) ? 0 : 2);
  });

  it('the network of the README is in order', () => {
    const [, yaml = ''] = /```yaml\n([\s\S]*?)```/.exec(readme) ?? [];
    expect(parseNetworkFile(yaml, 'README.md')).toMatchObject({ ok: true });
  });

  it('the faults of docs/sandbox.md are in order', () => {
    const [, yaml = ''] = /```yaml\n(faults:[\s\S]*?)```/.exec(sandboxPage) ?? [];
    expect(FaultFile.safeParse(parse(yaml)).error).toBeUndefined();
  });
});

/** Times and drawn ids move with every call that is made more or less; what happens must not. */
const timeless = (line: string): string =>
  line
    .trimEnd()
    .replace(/\+\d+:\d\d/, '+m:ss')
    .replace(/took [\d:]+/, 'took m:ss')
    .replaceAll(/pcx-\w{17}/g, 'pcx-…');

describe('The transcripts', () => {
  const transcripts = documentsAmong(facts).flatMap((file) =>
    [...facts.read(file).matchAll(/```console\n\$ (.*)\n([\s\S]*?)```/g)].map(([, command = '', shown = '']) => ({
      file,
      command,
      shown,
    })),
  );

  it('are there', () => {
    expect(transcripts.map(({ file }) => file)).toEqual(['README.md', 'docs/commands.md', 'docs/removing.md']);
  });

  it.each(transcripts)('show in $file what $command prints', async ({ file, command, shown }) => {
    const { surroundings, stdout, stderr } = stage({ fetch: globalThis.fetch, openSandbox });
    const { scripts } = JSON.parse(facts.read('package.json')) as { scripts: Record<string, string> };
    const script = command === 'npm start' ? 'start' : command.replace(/^npm run /, '');
    const line = scripts[script] ?? command;
    await cli(line.replace(/^.*?(?=\bup\b)/, '').split(' '), '0.0.0', surroundings);
    const printed = `${stdout()}${stderr()}`.split('\n').map(timeless);
    let at = 0;
    let gap = false;
    for (const wanted of shown.trimEnd().split('\n').map(timeless)) {
      if (wanted.trim() === '[…]') {
        gap = true;
        continue;
      }
      const found = gap ? printed.indexOf(wanted, at) : at;
      expect(printed[found], `${file}: ${command}, after "${printed[at - 1]}"`).toBe(wanted);
      at = found + 1;
      gap = false;
    }
  });
});

describe('docs/security.md', () => {
  const page = facts.read('docs/security.md');
  const named = [...page.matchAll(/`(test\/[^`]+\.test\.ts)` "([^"]+)"/g)].map(([, file = '', title = '']) => ({
    file,
    title,
  }));

  it('names for every threat a test that shows what holds', () => {
    const threats = (page.split('## Threats')[1] ?? '')
      .split('\n## ')[0]
      ?.split('\n')
      .filter((line) => line.startsWith('| '));
    expect(threats?.length).toBeGreaterThan(10);
    for (const row of threats?.slice(1) ?? []) expect(row, row.slice(0, 60)).toMatch(/`test\/[^`]+` "/);
  });

  it.each(named)('$file has "$title"', ({ file, title }) => {
    expect(facts.files).toContain(file);
    expect(facts.read(file).replaceAll("\\'", "'")).toContain(title);
  });
});
