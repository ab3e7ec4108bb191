// Runs before npm start: without what it looks for, node would tell a newcomer of .ts files, with a stack trace.
import { existsSync } from 'node:fs';

const next = 'In this folder run: npm ci';
const missing = existsSync(new URL('../node_modules/commander/package.json', import.meta.url))
  ? Number(process.versions.node.split('.')[0]) < 24
    ? `This is Node ${process.versions.node}, and the project's own Node 24 is not installed (npm with --ignore-scripts leaves it out).`
    : undefined
  : 'The packages are not installed.';
if (missing !== undefined) {
  console.error(`${missing} ${next}`);
  process.exitCode = 1;
}
