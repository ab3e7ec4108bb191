import { availableParallelism } from 'node:os';
import { build } from 'esbuild';
import { leanModules } from './lean-modules.mjs';

/**
 * Bundles one handler into a folder, as it is deployed; gives esbuild's result. Splitting keeps what is imported lazily out of the
 * first load.
 */
export const bundle = (entry, outdir, more = {}) =>
  build({
    entryPoints: { index: entry },
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    legalComments: 'none',
    logLevel: 'warning',
    plugins: [leanModules],
    // The SDK asks of each body whether it is a web stream, and by that alone node loads them. Over node's sockets none comes.
    define: { ReadableStream: 'undefined' },
    // zod's setting `jitless`, before any schema is made: else it writes and compiles a parser for each schema at its first use, which
    // pays after some hundred uses, and a function parses an event and an environment.
    banner: { js: 'globalThis.__zod_globalConfig??={jitless:true};' },
    ...more,
  });

/**
 * Does something for each name, one at a time for each core, and gives the results in order. All bundles at once would take 4 GB and
 * twice the time: each parses the SDK anew.
 */
export async function forEachName(names, one) {
  const results = new Array(names.length);
  let next = 0;
  const lane = async () => {
    for (let index = next++; index < names.length; index = next++) results[index] = await one(names[index]);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, lane));
  return results;
}

/** What of a bundle's chunks its first load takes (`start`), and all that it may take (`all`), by esbuild's metafile. */
export function loadsOf({ outputs }) {
  const entry = Object.keys(outputs).find((file) => outputs[file].entryPoint && /index\.mjs$/.test(file));
  const reached = (lazily) => {
    const files = new Set();
    const visit = (file) => {
      if (files.has(file) || !outputs[file]) return;
      files.add(file);
      for (const { path, kind } of outputs[file].imports) if (lazily || kind !== 'dynamic-import') visit(path);
    };
    visit(entry);
    const inputs = [...files].flatMap((file) => Object.keys(outputs[file].inputs));
    const packages = inputs.flatMap((file) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? []);
    const builtins = inputs.flatMap((file) => /^(?:required-)?builtin:(.+)$/.exec(file)?.[1] ?? []);
    return {
      bytes: [...files].reduce((sum, file) => sum + outputs[file].bytes, 0),
      packages: [...new Set(packages)].sort(),
      builtins: [...new Set(builtins)].sort(),
    };
  };
  return { start: reached(false), all: reached(true) };
}

/** The AWS services whose clients are among packages: ec2, secrets-manager. */
export const clientsAmong = (packages) => packages.flatMap((name) => /^@aws-sdk\/client-(.+)$/.exec(name)?.[1] ?? []);
