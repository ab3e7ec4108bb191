// Compares test/contracts/soracom.json with an official OpenAPI file of the SORACOM API. Exits 1 and names each difference.
// node scripts/contract.mjs FILE.yaml[.gz]
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { parse } from 'yaml';

const [file] = process.argv.slice(2);
if (!file) {
  console.error('Which file? node scripts/contract.mjs FILE.yaml[.gz]');
  process.exit(2);
}

const contract = JSON.parse(readFileSync(new URL('../test/contracts/soracom.json', import.meta.url), 'utf8'));
const { bytes, official } = read(file);
const differences = [];

for (const [operationId, operation] of Object.entries(contract.operations)) compareOperation(operationId, operation);
compareAirKeys();

const sha256 = createHash('sha256').update(bytes).digest('hex');
const { version } = official.info ?? {};
if (sha256 !== contract.source.sha256) {
  console.log(
    `The extract was taken from version ${contract.source.version}; ${file} is another file, version ${version}.`,
  );
}
for (const difference of differences) console.error(`- ${difference}`);
const count = Object.keys(contract.operations).length;
if (differences.length > 0) console.error(`${differences.length} differences between the extract and ${file}.`);
else console.log(`The extract's ${count} operations are as in ${file}, version ${version}.`);
process.exitCode = differences.length > 0 ? 1 : 0;

function read(name) {
  try {
    const raw = readFileSync(name);
    const bytes = raw[0] === 0x1f && raw[1] === 0x8b ? gunzipSync(raw) : raw;
    const official = parse(bytes.toString('utf8'), { maxAliasCount: -1 });
    if (!official?.paths) throw new Error('it has no paths');
    return { bytes, official };
  } catch (error) {
    console.error(`${name} is no OpenAPI file that can be read: ${error.message}.`);
    process.exit(2);
  }
}

function compareOperation(operationId, ours) {
  const found = Object.entries(official.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, operation]) => operation?.operationId === operationId)
      .map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  )[0];
  if (!found) return void differences.push(`${operationId}: the file has no such operation`);
  const { operation } = found;
  same(`${operationId}: method`, ours.method, found.method);
  same(`${operationId}: path`, ours.path, found.path);
  same(`${operationId}: needs a token`, ours.token, (operation.security ?? official.security ?? []).length > 0);
  const pagination = operation['x-soracom-cli-pagination']?.response?.header;
  same(`${operationId}: header of the next page`, ours.paged ? contract.nextKeyHeader : undefined, pagination);

  const parameters = (operation.parameters ?? []).map(resolved);
  const fieldsIn = (place) =>
    Object.fromEntries(
      parameters
        .filter((one) => one.in === place)
        .map(({ name, required, schema }) => [name, { ...fieldOf(schema), ...(required ? { required: true } : {}) }]),
    );
  compareFields(`${operationId}: query`, ours.query ?? {}, fieldsIn('query'), true);
  const ids = [...ours.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  const ourIds = Object.fromEntries(
    ids.map((name) => [name, { ...(ours.ids?.[name] ?? { type: 'string' }), required: true }]),
  );
  compareFields(`${operationId}: path`, ourIds, fieldsIn('path'), true);

  const body = resolved(operation.requestBody);
  compareBody(`${operationId}: body`, ours.body, jsonOf(body), true);
  same(`${operationId}: statuses`, listed(Object.keys(ours.answers)), listed(Object.keys(operation.responses)));
  for (const [status, answer] of Object.entries(ours.answers)) {
    const theirs = operation.responses[status];
    if (theirs) compareBody(`${operationId}: ${status}`, answer ?? undefined, jsonOf(resolved(theirs)), false);
  }
}

function compareBody(at, ours, theirs, whole) {
  if (!ours !== !theirs)
    differences.push(`${at}: ${theirs ? 'the file describes one, the extract none' : 'the file describes none'}`);
  else if (ours) compare(at, ours, fieldOf(theirs), whole);
}

/** `whole`: every field of the file must stand in the extract too, as it must for requests. */
function compare(at, given, theirs, whole) {
  const ours = given.shape ? { ...contract.shapes[given.shape], required: given.required } : given;
  same(`${at}: type`, ours.type, theirs.type);
  same(`${at}: required`, ours.required ?? false, theirs.required ?? false);
  same(`${at}: values`, listed(ours.enum), listed(theirs.enum));
  if (whole) {
    same(`${at}: default`, ours.default, theirs.default);
    same(`${at}: maximum`, ours.maximum, theirs.maximum);
  }
  if (ours.of && theirs.of) compare(`${at}[]`, ours.of, theirs.of, whole);
  if (ours.fields) compareFields(at, ours.fields, theirs.fields ?? {}, whole);
}

function compareFields(at, ours, theirs, whole) {
  for (const [name, field] of Object.entries(ours)) {
    if (theirs[name]) compare(`${at}.${name}`, field, theirs[name], whole);
    else differences.push(`${at}.${name}: the file has no such field`);
  }
  for (const name of Object.keys(theirs)) {
    const missed = !ours[name] && (whole || theirs[name].required);
    if (missed) differences.push(`${at}.${name}: the extract has no such field`);
  }
}

/** The keys of SoracomAir are told by examples alone. */
function compareAirKeys() {
  const put = official.paths['/groups/{group_id}/configuration/{namespace}']?.put;
  const examples = Object.entries(resolved(put?.requestBody)?.content?.['application/json']?.examples ?? {});
  const shown = Object.fromEntries(
    examples
      .filter(([title]) => title.includes('(SoracomAir)'))
      .flatMap(([, { value }]) => value.map((one) => [one.key, typeOfExample(one.value)])),
  );
  for (const [key, { type }] of Object.entries(contract.shapes.SoracomAir.fields)) {
    same(`SoracomAir.${key}: type in the examples of putConfigurationParameters`, type, shown[key]);
  }
}

function typeOfExample(value) {
  if (Array.isArray(value)) return 'list';
  return Number.isInteger(value) ? 'integer' : typeof value;
}

/** A schema of the file in the extract's words. */
function fieldOf(given) {
  const schema = resolved(given);
  const { type, default: byDefault, maximum } = schema;
  const limits = { enum: schema.enum, default: byDefault, maximum };
  if (type === 'array') return { type: 'list', of: fieldOf(schema.items) };
  // Some of the file's objects have fields and no type.
  if (type !== 'object' && !schema.properties) return { type: type ?? 'any', ...limits };
  const more = schema.additionalProperties;
  if (more && typeof more === 'object') return { type: 'map', of: fieldOf(more) };
  if (!schema.properties) return { type: 'object' };
  // Fields are read when they are asked for: some of the file's schemas refer to themselves.
  const fields = {};
  for (const [name, property] of Object.entries(schema.properties)) {
    Object.defineProperty(fields, name, {
      enumerable: true,
      get: () => ({ ...fieldOf(property), ...(schema.required?.includes(name) ? { required: true } : {}) }),
    });
  }
  return { type: 'object', fields };
}

function resolved(given) {
  const reference = given?.$ref;
  if (typeof reference !== 'string') return given;
  const target = reference
    .replace(/^#\//, '')
    .split('/')
    .reduce((at, part) => at?.[part], official);
  return resolved(target);
}

function jsonOf(described) {
  return described?.content?.['application/json']?.schema;
}

function listed(values) {
  return values && [...values].map(String).sort().join(', ');
}

function same(what, ours, theirs) {
  if (ours !== theirs) differences.push(`${what}: the extract says ${shown(ours)}, the file ${shown(theirs)}`);
}

function shown(value) {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}
