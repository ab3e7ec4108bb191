import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { peerAccounts } from '../../src/ec2/live.ts';
import { lambda } from '../../src/lambda/lambda.ts';
import { soracom } from '../../src/soracom/live.ts';
import { AddRoutes } from '../../src/steps/add-routes.ts';
import { CheckRange } from '../../src/steps/check-range.ts';
import { CreatePeering, createPeering } from '../../src/steps/create-peering.ts';
import { FindVpg } from '../../src/steps/find-vpg.ts';
import { RemoveRoutes } from '../../src/steps/remove-routes.ts';
import { RestoreGroup } from '../../src/steps/restore-group.ts';
import { accountRegistry, store } from '../../src/store/live.ts';
import { type ChaosCase, calm } from './chaos-case.ts';
import { play } from './play.ts';

/** The machine as its file has it; a test changes its own copy. */
function machine() {
  const file = new URL('../../statemachines/provision-network.asl.yaml', import.meta.url);
  return parse(readFileSync(file, 'utf8')) as { States: Record<string, { Retry: unknown[]; Catch: unknown[] }> };
}

describe('The chaos suite catches', () => {
  const lostVpg = {
    ...calm,
    faults: [{ call: 'soracom.createVirtualPrivateGateway', after: 0, fault: { cut: 'after' } }],
  };

  it('a create without a find', async () => {
    const handler = lambda(FindVpg, async () => ({ status: 'absent' as const, doubtful: false, warnings: [] }), {});
    const { violations } = await play(lostVpg, { deployed: { handlers: { 'find-vpg': handler } } });
    expect(violations.join()).toMatch(/\d VPGs for one network/);
    expect((await play(lostVpg)).violations).toEqual([]);
  });

  it('a retry on a lost answer', async () => {
    const planted = machine();
    const [find, create] = [planted.States['Find VPG'], planted.States['Create VPG']];
    if (!find || !create) throw new Error('The machine has these states.');
    create.Retry = find.Retry;
    const { violations } = await play(lostVpg, { deployed: { machines: { 'provision-network': planted } } });
    expect(violations.join()).toMatch(/\d VPGs for one network/);
  });

  it('a foreign route that is taken', async () => {
    const doors = { peerAccounts: peerAccounts(accountRegistry) };
    const ruthless = lambda(
      AddRoutes,
      async ({ peering, peeringId, ranges, execution }, ports) => {
        const account = await ports.peerAccounts.open(peering.peerOwnerId, peering.peerRegion, execution.name);
        const [table] = (await account.routeTables(peering.peerVpcId)).filter(({ main }) => main);
        for (const range of table ? ranges : []) {
          const made = await account.createRoute(table?.routeTableId ?? '', range, peeringId);
          if (made === 'exists') await account.replaceRoute(table?.routeTableId ?? '', range, peeringId);
        }
        return { routes: [] };
      },
      doors,
    );
    const blind = lambda(CheckRange, async () => ({ warnings: [] }), {});
    const case_ = { ...calm, routeInTheWay: true };
    const { violations } = await play(case_, {
      deployed: { handlers: { 'add-routes': ruthless, 'check-range': blind } },
    });
    expect(violations.join()).toContain('something foreign was touched: route 111111111111');
    expect(await play(case_)).toMatchObject({ ended: 'clean failure', violations: [] });
  });

  it('a foreign route that is deleted with the network', async () => {
    const doors = { peerAccounts: peerAccounts(accountRegistry), records: store };
    const careless = lambda(
      RemoveRoutes,
      async ({ network, peering, execution }, ports) => {
        const account = await ports.peerAccounts.open(peering.peerOwnerId, peering.peerRegion, execution.name);
        const known = (await ports.records.peerings(network)).find(({ name }) => name === peering.name);
        for (const route of known?.routes ?? [])
          await account.deleteRoute(route.routeTableId, route.destinationCidrBlock);
        return { removed: known?.routes.length ?? 0, warnings: [] };
      },
      doors,
    );
    const acts = [
      { at: { afterMs: 400_000 }, deed: 'take a route' },
      { at: { afterMs: 1_000 }, deed: 'remove' },
    ] as const;
    const case_: ChaosCase = { ...calm, acts, lastly: 'removed' };
    const { violations } = await play(case_, { deployed: { handlers: { 'remove-routes': careless } } });
    expect(violations.join()).toContain('something foreign was touched: route 111111111111');
    expect(await play(case_)).toMatchObject({ ended: 'as wished', violations: [] });
  });

  it('a group that is not given back', async () => {
    const idle = lambda(RestoreGroup, async () => ({ status: 'restored' as const, warnings: [] }), {});
    const { violations } = await play(
      { ...calm, lastly: 'removed' },
      { deployed: { handlers: { 'restore-group': idle } } },
    );
    expect(violations.join()).toContain('the group was left with');
  });

  it('a peering that nobody has told the cost ledger of', async () => {
    const deaf = lambda(CreatePeering, createPeering, {
      soracom,
      peerAccounts: peerAccounts(accountRegistry),
      records: store,
      ledger: () => ({ addLines: async () => undefined }),
    });
    const acts = [{ at: { afterMs: 2_400_000 }, deed: 'check' }] as const;
    const case_: ChaosCase = { ...calm, acts, lastly: 'removed' };
    const { violations } = await play(case_, { deployed: { handlers: { 'create-peering': deaf } } });
    expect(violations.join()).toMatch(/the removal tells ¥20, and 2 peerings were charged for 4 hours, ¥40/);
    expect((await play(case_)).violations).toEqual([]);
  });

  it('a secret that is told', async () => {
    // As a vendor would that quotes what it was sent, and a client of ours that passes it on.
    const quoted = { error: 'SEM9999', status: 400, message: 'Not valid: canal-external-id-222222222222.' };
    const faults = [{ call: 'soracom.createVpcPeeringConnection', after: 0, fault: quoted }];
    expect((await play({ ...calm, faults })).violations).toContain('the secret canal-… was told in a log line');
  });
});
