// Bundles each function into a folder of its own under dist/.
import { readdirSync, rmSync } from 'node:fs';
import { bundle, forEachName } from './bundle.mjs';

rmSync('dist', { recursive: true, force: true });
const names = readdirSync('functions').map((file) => file.replace(/\.ts$/, ''));
await forEachName(names, (name) => bundle(`functions/${name}.ts`, `dist/${name}`));
