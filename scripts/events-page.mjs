// Writes docs/events.md from the table in src/canal/events.ts. Needs Node 24: npx node scripts/events-page.mjs
import { writeFileSync } from 'node:fs';
import { eventKinds } from '../src/canal/event-kinds.ts';
import { eventsPage } from '../src/canal/events-page.ts';

writeFileSync(new URL('../docs/events.md', import.meta.url), eventsPage(eventKinds));
