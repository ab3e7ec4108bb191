// Writes docs/errors.md from the table in src/canal/errors.ts. Needs Node 24: npx node scripts/errors-page.mjs
import { writeFileSync } from 'node:fs';
import { errorKinds } from '../src/canal/errors.ts';
import { errorsPage } from '../src/canal/errors-page.ts';

writeFileSync(new URL('../docs/errors.md', import.meta.url), errorsPage(errorKinds));
