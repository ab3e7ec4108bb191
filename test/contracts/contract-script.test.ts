import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';

// An official file is not part of this repository, so one is made from the extract: it must agree with it, and no longer
// once something in it is changed.

// biome-ignore lint/suspicious/noExplicitAny: two formats are walked through freely
type Tree = any;

const script = fileURLToPath(new URL('../../scripts/contract.mjs', import.meta.url));
const extract: Tree = JSON.parse(readFileSync(new URL('./soracom.json', import.meta.url), 'utf8'));
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'contract-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function run(file?: string): Promise<{ code: number; text: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [script, ...(file === undefined ? [] : [file])], (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, text: stdout + stderr });
    });
  });
}

function write(name: string, content: string | Buffer): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

/** Writes the file that agrees with the extract, after a change to it, and compares it. */
async function compared(change: (official: Tree) => void) {
  const official = agreeing();
  change(official);
  return run(write('official.yaml', stringify(official, { aliasDuplicateObjects: false })));
}

function agreeing(): Tree {
  const paths: Tree = {};
  for (const [operationId, operation] of Object.entries<Tree>(extract.operations)) {
    paths[operation.path] ??= {};
    paths[operation.path][operation.method.toLowerCase()] = officialOperation(operationId, operation);
  }
  const examples = Object.entries<Tree>(extract.shapes.SoracomAir.fields).map(([key, { type }]) => {
    const values: Tree = { boolean: true, string: 'x', integer: 1, list: [], object: {} };
    return [`${key} (SoracomAir)`, { value: [{ key, value: values[type] }] }];
  });
  const put = paths['/groups/{group_id}/configuration/{namespace}'].put;
  put.requestBody.content['application/json'].examples = Object.fromEntries(examples);
  const schemas = Object.fromEntries(Object.entries(extract.shapes).map(([name, shape]) => [name, schemaOf(shape)]));
  return { openapi: '3.0.0', info: { version: 'test' }, paths, components: { schemas } };
}

function officialOperation(operationId: string, operation: Tree): Tree {
  const ids = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: schemaOf(operation.ids?.[name] ?? { type: 'string' }),
  }));
  const query = Object.entries(operation.query ?? {}).map(([name, field]) => ({
    name,
    in: 'query',
    required: false,
    schema: schemaOf(field),
  }));
  const json = (field: Tree) => ({ content: { 'application/json': { schema: schemaOf(field) } } });
  return {
    operationId,
    parameters: [...ids, ...query],
    ...(operation.body ? { requestBody: json(operation.body) } : {}),
    responses: Object.fromEntries(
      Object.entries(operation.answers).map(([status, field]) => [status, field ? json(field) : { description: '' }]),
    ),
    ...(operation.token ? { security: [{ api_key: [] }] } : {}),
    ...(operation.paged ? { 'x-soracom-cli-pagination': { response: { header: extract.nextKeyHeader } } } : {}),
  };
}

function schemaOf(field: Tree): Tree {
  if (field.shape) return { $ref: `#/components/schemas/${field.shape}` };
  const { type, of, fields, required: _, unit: __, ...limits } = field;
  if (type === 'any') return {};
  if (type === 'list') return { type: 'array', items: schemaOf(of) };
  if (type === 'map') return { type: 'object', additionalProperties: schemaOf(of) };
  if (type !== 'object') return { type, ...limits };
  if (!fields) return { type };
  const names = Object.entries<Tree>(fields).flatMap(([name, one]) => (one.required ? [name] : []));
  const properties = Object.fromEntries(Object.entries(fields).map(([name, one]) => [name, schemaOf(one)]));
  return { type, properties, ...(names.length > 0 ? { required: names } : {}) };
}

describe('Comparing the extract with an official file', () => {
  it('is content when they agree, though the file is another version and has fields of answers that we do not use', async () => {
    const { code, text } = await compared(({ components }) => {
      components.schemas.Vpg.properties.color = { type: 'string' };
    });
    expect(text).toContain('The extract was taken from version');
    expect(text).toContain(`The extract's ${Object.keys(extract.operations).length} operations are as in`);
    expect(code).toBe(0);
  });

  it('reads a packed file too', async () => {
    const { code } = await run(
      write('official.yaml.gz', gzipSync(stringify(agreeing(), { aliasDuplicateObjects: false }))),
    );
    expect(code).toBe(0);
  });

  const changes: [string, (official: Tree) => void, string][] = [
    [
      'a new field of a request',
      ({ components }) => {
        components.schemas.NewPeering.properties.color = { type: 'string' };
      },
      'createVpcPeeringConnection: body.color: the extract has no such field',
    ],
    [
      'a field that an answer has lost',
      ({ components }) => {
        delete components.schemas.Vpg.properties.vpgSubnetCidrRange;
      },
      'getVirtualPrivateGateway: 200.vpgSubnetCidrRange: the file has no such field',
    ],
    [
      'a field that has become required',
      ({ components }) => {
        components.schemas.NewPeering.required = ['peerRegion'];
      },
      'createVpcPeeringConnection: body.peerRegion: required: the extract says false, the file true',
    ],
    [
      'another type',
      ({ components }) => {
        components.schemas.Sim.properties.createdTime.type = 'string';
      },
      'getSim: 200.createdTime: type: the extract says "integer", the file "string"',
    ],
    [
      'another value of an enumeration',
      ({ components }) => {
        components.schemas.NewVpg.properties.type.enum.push(16);
      },
      'createVirtualPrivateGateway: body.type: values: the extract says "14, 15, 242", the file "14, 15, 16, 242"',
    ],
    [
      'another status',
      ({ paths }) => {
        paths['/sims/{sim_id}/delete_session'].post.responses['409'] = { description: '' };
      },
      'deleteSimSession: statuses: the extract says "200, 404", the file "200, 404, 409"',
    ],
    [
      'another query parameter',
      ({ paths }) => {
        paths['/groups'].get.parameters.push({ name: 'color', in: 'query', schema: { type: 'string' } });
      },
      'listGroups: query.color: the extract has no such field',
    ],
    [
      'another limit',
      ({ paths }) => {
        paths['/query/sims'].get.parameters.find((one: Tree) => one.name === 'limit').schema.maximum = 50;
      },
      'searchSims: query.limit: maximum: the extract says 100, the file 50',
    ],
    [
      'another path',
      ({ paths }) => {
        paths['/simcards/{sim_id}'] = paths['/sims/{sim_id}'];
        delete paths['/sims/{sim_id}'];
      },
      'getSim: path: the extract says "/sims/{sim_id}", the file "/simcards/{sim_id}"',
    ],
    [
      'an operation that is gone',
      ({ paths }) => {
        delete paths['/auth/logout'];
      },
      'logout: the file has no such operation',
    ],
    [
      'a list that is paged otherwise',
      ({ paths }) => {
        delete paths['/sims'].get['x-soracom-cli-pagination'];
      },
      'listSims: header of the next page: the extract says "x-soracom-next-key", the file nothing',
    ],
    [
      'a key of SoracomAir that is no list any more',
      ({ paths }) => {
        const { put } = paths['/groups/{group_id}/configuration/{namespace}'];
        put.requestBody.content['application/json'].examples['dnsServers (SoracomAir)'].value[0].value = '10.0.0.53';
      },
      'SoracomAir.dnsServers: type in the examples of putConfigurationParameters: the extract says "list", the file "string"',
    ],
  ];

  // All at once: each comparison is a process of its own.
  it('names every difference and fails', async () => {
    const { code, text } = await compared((official) => {
      for (const [, change] of changes) change(official);
    });
    for (const [what, , difference] of changes) expect(text, what).toContain(`- ${difference}`);
    expect(code).toBe(1);
  });

  it.each([
    ['no file', undefined, 'Which file?'],
    ['a file that is not there', 'nowhere.yaml', 'nowhere.yaml is no OpenAPI file that can be read'],
    ['a file of another kind', script, 'is no OpenAPI file that can be read'],
  ])('says so when it is given %s', async (_, file, message) => {
    const { code, text } = await run(file);
    expect(text).toContain(message);
    expect(code).toBe(2);
  });
});
