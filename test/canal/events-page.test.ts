import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type EventType, eventKinds } from '../../src/canal/event-kinds.ts';
import { eventsPage, exampleFileOf } from '../../src/canal/events-page.ts';
import { requestSource } from '../../src/canal/requests.ts';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const types = Object.keys(eventKinds) as EventType[];

describe('docs/events.md', () => {
  it('is what scripts/events-page.mjs writes today', () => {
    expect(read('docs/events.md'), 'run: npx node scripts/events-page.mjs').toBe(eventsPage(eventKinds));
  });

  it('has a heading for every event, and for nothing else', () => {
    const headings = [...read('docs/events.md').matchAll(/^### (.+)$/gm)].map(([, name]) => name);
    expect(headings.toSorted()).toEqual(types.toSorted());
  });
});

describe('The examples of events', () => {
  it.each(types)('%s is as its schema says', (type) => {
    const path = `examples/events/${exampleFileOf(type)}`;
    expect(existsSync(new URL(`../../${path}`, import.meta.url)), `write ${path}`).toBe(true);
    const example = JSON.parse(read(path));
    const { source, detail } = eventKinds[type];
    if (source === requestSource) {
      for (const entry of example) {
        expect(entry).toMatchObject({ Source: source, DetailType: type });
        detail().parse(JSON.parse(entry.Detail));
      }
    } else {
      expect(example).toMatchObject({ source, 'detail-type': type });
      detail().parse(example.detail);
    }
  });

  it('are of events that there are', () => {
    const files = readdirSync(new URL('../../examples/events/', import.meta.url));
    expect(files.toSorted()).toEqual(types.map(exampleFileOf).toSorted());
  });

  it('ask for the same network as the two files of the article', () => {
    const file = parse(read('examples/two-vpcs.yaml'));
    expect(JSON.parse(read('examples/two-vpcs.json'))).toEqual(file);
    const [entry] = JSON.parse(read(`examples/events/${exampleFileOf('Network Requested')}`));
    expect(JSON.parse(entry.Detail)).toEqual(file);
  });
});
