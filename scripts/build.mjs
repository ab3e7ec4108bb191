// Bundles each function into a folder of its own under dist/. Splitting keeps what is imported lazily out of the first load.
import { readdirSync, rmSync } from 'node:fs';
import { build } from 'esbuild';

rmSync('dist', { recursive: true, force: true });
await Promise.all(
  readdirSync('functions').map((file) =>
    build({
      entryPoints: { index: `functions/${file}` },
      outdir: `dist/${file.replace(/\.ts$/, '')}`,
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
    }),
  ),
);
