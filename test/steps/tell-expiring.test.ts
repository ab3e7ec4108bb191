import { describe, expect, test } from 'vitest';
import { CanalError } from '../../src/canal/errors.ts';
import type { CanalEvent } from '../../src/canal/events.ts';
import { type NetworkRecord, type PeeringRecord, reserve } from '../../src/canal/record.ts';
import { tellExpiring } from '../../src/steps/tell-expiring.ts';
import { claimsPort, ec2World, peerAccountsPort, recordsPort, shownPeering, table, wire } from '../support/ports.ts';
import { known } from '../support/removal.ts';
import { wish } from '../support/wish.ts';

const day = 24 * 3_600_000;
const record = (state: NetworkRecord['state'], name = 'plant'): NetworkRecord => ({
  ...reserve(undefined, { ...wish(), name }, { executionArn: () => 'arn', askedBy: 'me', now: 0 }),
  version: 1,
  state,
});

function setting(given: { state?: NetworkRecord['state']; status?: string; peering?: Partial<PeeringRecord> } = {}) {
  const to = wire();
  const held = table(record(given.state ?? 'failed'));
  held.peerings.set('plant/app', known(given.peering));
  const published: CanalEvent[] = [];
  const said: { subject: string; text: string }[] = [];
  let now = 6 * day;
  const world = ec2World({ peerings: [shownPeering({ status: given.status ?? 'pending-acceptance' })] });
  const ports = {
    records: recordsPort(held, to),
    claims: claimsPort(new Map(), () => now, to),
    peerAccounts: peerAccountsPort({ '111111111111/ap-northeast-1': world }, to),
    events: { publish: async (events: readonly CanalEvent[]) => void published.push(...events) },
    people: { tell: async (message: { subject: string; text: string }) => void said.push(message) },
    now: () => now,
  };
  return {
    to,
    held,
    published,
    said,
    at: (moment: number) => {
      now = moment;
    },
    run: () => tellExpiring({}, ports),
  };
}

describe('Tell expiring', () => {
  test('tells of a request that ends within two days, once, on the bus and in words', async () => {
    const { published, said, run, at } = setting();
    expect(await run()).toEqual({ told: ['plant/app'], problems: [] });
    expect(published).toEqual([
      {
        type: 'Peering Expiring',
        detail: {
          network: 'plant',
          peering: 'app',
          peeringId: 'pcx-1',
          peerOwnerId: '111111111111',
          peerVpcId: 'vpc-0000000a',
          peerRegion: 'ap-northeast-1',
          expiresAt: '1970-01-08T00:00:00.000Z',
        },
      },
    ]);
    expect(said[0]?.subject).toBe('Network "plant": the request of peering "app" ends soon');
    expect(said[0]?.text).toContain('its request ends at 1970-01-08T00:00:00.000Z');
    at(6.25 * day);
    expect(await run()).toEqual({ told: [], problems: [] });
    expect([published.length, said.length]).toEqual([1, 1]);
  });

  test.each([
    ['that is young', { peering: { since: 1.1 * day } }],
    ['that has ended', { peering: { since: -1 * day } }],
    ['that was never made', { peering: { peeringId: 'pcx-none' } }],
    ['that is accepted', { status: 'active' }],
    ['of a network that is ready', { state: 'ready' as const }],
    ['of a network that is removed', { state: 'removed' as const }],
  ])('says nothing of one %s', async (_, given) => {
    const { published, said, run } = setting(given);
    expect(await run()).toEqual({ told: [], problems: [] });
    expect([published, said]).toEqual([[], []]);
  });

  test('asks EC2 about those alone that may end soon', async () => {
    const { to, run } = setting({ peering: { since: 2 * day } });
    await run();
    expect(to.calls.filter((call) => /^(accounts|ec2)\./.test(call))).toEqual([]);
  });

  test('goes on with the others when an account does not let it look, and tells at the next round', async () => {
    const { to, held, run, published } = setting();
    held.networks.set('other', record('failed', 'other'));
    held.peerings.set('other/app', known({ peerOwnerId: '999999999999' }));
    to.refuse('ec2.peering', new CanalError('Ec2Denied', 'no'));
    expect(await run()).toEqual({
      told: [],
      problems: [expect.stringMatching(/^other\/app: .*not registered/), 'plant/app: no'],
    });
    expect((await run()).told).toEqual(['plant/app']);
    expect(published).toHaveLength(1);
  });

  test('reads networks page by page', async () => {
    const { held, run, published } = setting();
    for (let index = 0; index < 150; index += 1) held.networks.set(`n${index}`, record('ready', `n${index}`));
    held.networks.set('zone', record('failed', 'zone'));
    held.peerings.set('zone/app', known());
    expect((await run()).told).toEqual(['plant/app']);
    expect(published).toHaveLength(1); // the same peering under two names is one
  });
});
