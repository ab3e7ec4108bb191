import { describe, expect, test } from 'vitest';
import { listNetworks } from '../../src/api/list-networks.ts';
import { endRun, type NetworkRecord, reserve } from '../../src/canal/record.ts';
import { faultOf } from '../support/ports.ts';
import { apiSetting, arnOf } from '../support/runs.ts';
import { wish } from '../support/wish.ts';

interface Page {
  readonly networks: { readonly name: string; readonly state: string }[];
  readonly cursor?: string;
}

const running = (name: string): NetworkRecord => ({
  ...reserve(undefined, wish({ name }), { executionArn: () => arnOf(`${name}-1`), askedBy: 'me', now: 1000 }),
  version: 1,
});
const ready = (name: string): NetworkRecord => ({
  ...(endRun(running(name), arnOf(`${name}-1`), { outcome: 'ready', now: 2000 }) as NetworkRecord),
  vpg: { vpgId: 'v', made: true },
});

describe('GET /networks', () => {
  test('without networks is an empty page', async () => {
    expect(await listNetworks(undefined, apiSetting().ports)).toEqual({ status: 200, body: { networks: [] } });
  });

  test('tells name, state, newest run and cost of each, by name', async () => {
    const { ports, held, world } = apiSetting(running('b'), ready('a'));
    world.holders.set(arnOf('b-1'), 'running');
    held.peerings.set('a/app', {
      name: 'app',
      made: true,
      since: 1,
      peeringId: 'pcx-1',
      peerOwnerId: '1',
      peerVpcId: 'vpc-1',
      peerRegion: 'r',
      destinationCidrBlock: 'c',
      routes: [],
    });
    Object.assign(ports, { now: () => Date.UTC(2026, 10, 23) });
    expect((await listNetworks(undefined, ports)).body).toEqual({
      networks: [
        {
          name: 'a',
          state: 'ready',
          cost: { currency: 'JPY', perHour: 10, unknown: ["the VPG's own fee"], taxExclusive: true },
          run: {
            run: 1,
            executionArn: arnOf('a-1'),
            askedBy: 'me',
            outcome: 'ready',
            startedAt: '1970-01-01T00:00:01.000Z',
            endedAt: '1970-01-01T00:00:02.000Z',
          },
        },
        {
          name: 'b',
          state: 'provisioning',
          cost: { currency: 'JPY', perHour: 0, unknown: [], taxExclusive: true },
          run: {
            run: 1,
            executionArn: arnOf('b-1'),
            askedBy: 'me',
            outcome: 'running',
            startedAt: '1970-01-01T00:00:01.000Z',
          },
        },
      ],
    });
  });

  test('one whose execution was stopped is failed here, too', async () => {
    const { ports, world } = apiSetting(running('a'));
    world.holders.set(arnOf('a-1'), 'ended');
    expect((await listNetworks(undefined, ports)).body).toMatchObject({
      networks: [{ state: 'failed', run: { outcome: 'failed' } }],
    });
  });

  test('comes in pages of 25 that tell each network once, and end', async () => {
    const names = Array.from({ length: 60 }, (_, index) => `n${String(index).padStart(2, '0')}`);
    const { ports } = apiSetting(...names.map(ready));
    const pages: Page[] = [];
    let cursor: string | undefined;
    do {
      const page = (await listNetworks(cursor, ports)).body as Page;
      pages.push(page);
      cursor = page.cursor;
    } while (cursor !== undefined);
    expect(pages.map(({ networks }) => networks.length)).toEqual([25, 25, 10]);
    expect(pages.flatMap(({ networks }) => networks.map(({ name }) => name))).toEqual(names);
  });

  test('leaves out a name whose record is gone', async () => {
    const { ports } = apiSetting(ready('a'));
    const records = { ...ports.records, networkNames: async () => ['gone', 'a'] };
    expect((await listNetworks(undefined, { ...ports, records })).body).toMatchObject({ networks: [{ name: 'a' }] });
  });

  test('takes no cursor but its own', async () => {
    expect((await faultOf(listNetworks('nonsense', apiSetting().ports))).name).toBe('InvalidInput');
  });
});
