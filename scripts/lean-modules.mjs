import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { basename, dirname, join } from 'node:path';

const builtin = new RegExp(`^(node:)?(${builtinModules.filter((name) => /^[a-z]/.test(name)).join('|')})$`);
const schemas = /\/client-[a-z0-9-]+\/dist-es\/schemas\/schemas_\d+\.js$/;

/** What of the packages that are bundled is replaced by something that loads less and does the same. Each rule says what it saves. */
export const leanModules = {
  name: 'lean-modules',
  setup(build) {
    // `import 'node:http'` reads all that the module exports, and so loads what stands behind its getters: WebSocket's is a whole
    // HTTP client of its own, 30 ms. Asking node for the module loads the module.
    build.onResolve({ filter: builtin }, ({ path, kind }) => ({
      path: path.replace(/^node:/, ''),
      namespace: kind === 'import-statement' ? 'builtin' : 'required-builtin',
      sideEffects: false,
    }));
    build.onLoad({ filter: /.*/, namespace: 'required-builtin' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule('node:${path}');`,
    }));
    // Each name as an export of its own, of which those that nobody imports fall away: else esbuild would make of each module that is
    // imported another object with a getter for each of its names.
    build.onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({ contents: namedExports(path) }));

    // Of EC2's 700 operations we call thirty. esbuild keeps an object whose keys are computed, because computing a key may do
    // anything; these are constants of the same file. With the keys written out, 540 KB become 40.
    build.onLoad({ filter: schemas }, async ({ path }) => ({
      contents: withPlainKeys(await readFile(path, 'utf8')),
      resolveDir: dirname(path),
    }));

    // Two clients of ours speak to EC2, and the schemas of all operations are one module: whoever uses one client would load those of
    // the other. So what the client for DNS hosts alone calls has its schemas from a second instance of that module.
    const hostsAlone = hostOperations();
    build.onResolve({ filter: /^\.\.\/schemas\/schemas_0$/ }, ({ path, importer, resolveDir }) =>
      importer.includes('/client-ec2/') && hostsAlone.has(basename(importer, '.js'))
        ? { path: join(resolveDir, `${path}.js`), namespace: 'host-operations', sideEffects: false }
        : undefined,
    );

    // Some thirty ranges of which no function asks whether an address is in them: each is made when it is asked for.
    build.onLoad({ filter: /\/ip-address\/dist\/ipv4\.js$/ }, async ({ path }) => ({
      contents: withLateRanges(await readFile(path, 'utf8')),
    }));

    // Where DynamoDB's endpoints were discovered they would be kept by a cache of a package of its own; it is not asked for them.
    build.onResolve({ filter: /^@aws-sdk\/endpoint-cache$/ }, () => ({
      path: 'endpoint-cache',
      namespace: 'endpoint-cache',
      sideEffects: false,
    }));
    build.onLoad({ filter: /.*/, namespace: 'endpoint-cache' }, () => ({
      contents: 'export class EndpointCache { has() { return false; } get() {} set() {} delete() {} }',
    }));

    // On Lambda the credentials stand in the environment. What else the SDK would look into (profiles, single sign-on, the
    // metadata of instances and containers) is not there.
    build.onResolve({ filter: /^@aws-sdk\/credential-provider-node$/ }, ({ path, resolveDir }) => ({
      path,
      namespace: 'credentials',
      pluginData: resolveDir,
      sideEffects: false,
    }));
    build.onLoad({ filter: /.*/, namespace: 'credentials' }, ({ pluginData: resolveDir }) => ({
      contents: `export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';`,
      resolveDir,
    }));
  },
};

/** The commands of EC2 that the client for DNS hosts names and the one for peers does not. */
function hostOperations() {
  const folder = join(import.meta.dirname, '../src/ec2');
  const named = (file) => readFileSync(join(folder, file), 'utf8').match(/\b[A-Z]\w+Command\b/g) ?? [];
  const peers = new Set(named('client.ts'));
  const hosts = readdirSync(folder).filter((file) => file.startsWith('host-'));
  return new Set(hosts.flatMap(named).filter((command) => !peers.has(command)));
}

/** Modules of node that a function rarely needs, although it loads who would: their functions load them when they are called. */
const loadedByUse = ['zlib'];

function namedExports(path) {
  const module = process.getBuiltinModule(`node:${path}`);
  const names = Object.keys(module).filter((name) => name !== 'default' && /^[A-Za-z_$][\w$]*$/.test(name));
  const byUse = (name) => loadedByUse.includes(path) && /^[a-z]/.test(name) && typeof module[name] === 'function';
  return [
    `const load = () => process.getBuiltinModule('node:${path}');`,
    'const it = /* @__PURE__ */ load();',
    'const its = (name) => it[name];',
    'const called = (name) => (...given) => load()[name](...given);',
    'export default it;',
    ...names.map(
      (name) =>
        `const _${name} = /* @__PURE__ */ ${byUse(name) ? 'called' : 'its'}('${name}'); export { _${name} as ${name} };`,
    ),
  ].join('\n');
}

/** Source of ip-address with its constants of ranges, such as PRIVATE_V4, as functions that make them. */
export function withLateRanges(source) {
  return source
    .replaceAll(/\b([A-Z]+(?:_[A-Z]+)*_V4)\b(?! =)/g, '$1()')
    .replaceAll(/^const (\w+_V4) = /gm, 'const $1 = () => ');
}

/** Source with its computed keys written out, where they are constants of the same source. */
export function withPlainKeys(source) {
  const constants = new Map([...source.matchAll(/^const (\w+) = ("\w+");$/gm)].map(([, name, text]) => [name, text]));
  return source.replaceAll(/\[(\w+)\]:/g, (all, name) => (constants.has(name) ? `${constants.get(name)}:` : all));
}
