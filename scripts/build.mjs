// Bundles each function into a folder of its own under dist/.
import { readdirSync, rmSync } from 'node:fs';
import { bundle } from './bundle.mjs';

rmSync('dist', { recursive: true, force: true });
await Promise.all(
  readdirSync('functions').map((file) => bundle(`functions/${file}`, `dist/${file.replace(/\.ts$/, '')}`)),
);
