import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cli } from '../../src/cli/cli.ts';
import { peeringStatus } from '../../src/sandbox/world/peering.ts';
import { stage } from '../cli/stage.ts';
import { audit, foreignFacts, remainsIn } from '../support/audit.ts';
import { eachScenario } from '../support/each-scenario.ts';
import { defaultWorldFile, type openScenario, type Scenario, twoVpcs } from '../support/scenario.ts';
import { awsJson } from '../support/vendor-consoles.ts';

const openOne = eachScenario();

const other = '00000000-0000-4000-8000-000000000002';
const groupId = '00000000-0000-4000-8000-000000000001';

async function scenarioOf(options: Parameters<typeof openScenario>[0] = {}): Promise<Scenario> {
  const file = defaultWorldFile() as { groups: object[] };
  const groups = [...file.groups, { groupId: other, sims: [{ online: true }] }];
  return openOne({ world: { ...file, groups }, ...options });
}

const [app, dns] = twoVpcs().peerings as Record<string, unknown>[];
const expected = (peerVpcIds: string[]) => ({
  network: 'two-vpcs',
  stack: '111111111111/ap-northeast-1/sandbox',
  peerVpcIds,
});
const both = ['vpc-0a1111111111111a1', 'vpc-0b2222222222222b1'];

/** The network of an edited file, made true; what stands of it at SORACOM. */
async function changed(scenario: Scenario, change: Record<string, unknown>) {
  const { status, body } = await scenario.up(twoVpcs(change));
  expect(status).toBe(202);
  const ended = await scenario.machines.settled(body.executionArn);
  expect(ended.cause ?? '').toBe('');
  const view = (await scenario.api('GET', '/networks/two-vpcs')).body;
  return { view, executionArn: body.executionArn as string };
}

const peerings = (scenario: Scenario) =>
  [...scenario.world.peerings.values()]
    .map((peering) => [peering.peerVpcId, peering.destinationCidrBlock, peeringStatus(peering, scenario.clock.now())])
    .toSorted((a, b) => (a.join() < b.join() ? -1 : 1));

const routes = (scenario: Scenario) =>
  [...scenario.world.accounts.values()]
    .flatMap(({ regions }) => [...regions.values()].flatMap(({ routeTables }) => [...routeTables.values()]))
    .flatMap(({ routeTableId, routes: all }) =>
      all.flatMap(({ vpcPeeringConnectionId }) => (vpcPeeringConnectionId ? [routeTableId] : [])),
    )
    .toSorted();

const air = (scenario: Scenario, id: string) => scenario.world.groups.get(id)?.configuration.SoracomAir;

describe('A file that is edited', () => {
  it('and loses a peering moments after it was made: its routes go although EC2 does not show them yet', async () => {
    const refusal = { error: 'UnauthorizedOperation', status: 403 };
    const world = { ...defaultWorldFile(), behaviour: { ec2DescribeLagSeconds: 12 } };
    const scenario = await openOne({ world, faults: { faults: { 'ec2.CreateRoute': ['ok', refusal] } } });
    const { body } = await scenario.up(twoVpcs());
    expect((await scenario.machines.settled(body.executionArn)).error).toBe('Ec2Denied');
    expect(routes(scenario)).toEqual(['rtb-0a1111111111111a1']);
    await changed(scenario, { peerings: [dns] });
    expect(routes(scenario)).toEqual(['rtb-0b2222222222222b1']);
  });

  it('and loses a peering: its routes go, then it; the other is left alone', async () => {
    const scenario = await scenarioOf();
    await scenario.up(twoVpcs());
    const { view, executionArn } = await changed(scenario, { peerings: [dns] });
    await expect(scenario.history(executionArn)).toMatchFileSnapshot('../fixtures/histories/peering-taken-out.txt');
    expect(view).toMatchObject({ state: 'ready', peerings: [{ name: 'dns' }], cost: { perHour: 10 } });
    expect(peerings(scenario).map(([vpc, , status]) => [vpc, status])).toEqual([
      [both[0], 'deleted'],
      [both[1], 'active'],
    ]);
    expect(routes(scenario)).toEqual(['rtb-0b2222222222222b1']);
    expect(audit(scenario.world, expected([both[1] as string]))).toEqual([]);
    await changed(scenario, {});
    expect(routes(scenario)).toEqual(['rtb-0a1111111111111a1', 'rtb-0b2222222222222b1']);
    expect(audit(scenario.world, expected(both))).toEqual([]);
  });

  it('and changes a range: deleted, made again, accepted, routed', async () => {
    const scenario = await scenarioOf();
    await scenario.up(twoVpcs());
    await changed(scenario, { peerings: [{ ...app, destinationCidrBlock: '172.21.0.0/17' }, dns] });
    expect(peerings(scenario)).toEqual([
      [both[0], '172.21.0.0/16', 'deleted'],
      [both[0], '172.21.0.0/17', 'active'],
      [both[1], '10.0.0.0/16', 'active'],
    ]);
    expect(routes(scenario)).toHaveLength(2);
    expect(audit(scenario.world, expected(both))).toEqual([]);
  });

  it('and gives a peering another name: it stays as it is, and is removed with its routes', async () => {
    const scenario = await scenarioOf();
    await scenario.up(twoVpcs());
    const { view } = await changed(scenario, { peerings: [{ ...app, name: 'servers' }, dns] });
    expect(peerings(scenario).map(([, , status]) => status)).toEqual(['active', 'active']);
    expect(
      view.peerings.map(({ name, routes: all }: { name: string; routes: object[] }) => [name, all.length]),
    ).toEqual([
      ['dns', 1],
      ['servers', 1],
    ]);
    const { body } = await scenario.api('DELETE', '/networks/two-vpcs');
    await scenario.machines.settled(body.executionArn);
    expect(remainsIn(scenario.world, expected(both))).toEqual([]);
    expect(routes(scenario)).toEqual([]);
  });

  it('and names other route tables: the route goes where the file says, and only there', async () => {
    const scenario = await scenarioOf();
    await scenario.up(twoVpcs());
    await changed(scenario, { peerings: [{ ...app, routeTables: 'none' }, dns] });
    expect(routes(scenario)).toEqual(['rtb-0b2222222222222b1']);
    await changed(scenario, { peerings: [{ ...app, routeTables: 'all' }, dns] });
    expect(routes(scenario).length).toBeGreaterThan(2);
    await changed(scenario, {});
    expect(routes(scenario)).toEqual(['rtb-0a1111111111111a1', 'rtb-0b2222222222222b1']);
  });

  it('and changes its DNS servers, or leaves them out: then the group has what it had before', async () => {
    const scenario = await scenarioOf();
    const before = { ...air(scenario, groupId) };
    await scenario.up(twoVpcs());
    await changed(scenario, { airGroup: { groupId, dnsServers: ['10.0.0.54'] } });
    expect(air(scenario, groupId)).toMatchObject({ useCustomDns: true, dnsServers: ['10.0.0.54'] });
    const { view } = await changed(scenario, { airGroup: { groupId } });
    expect(air(scenario, groupId)).toEqual({ ...before, useVpg: true, vpgId: view.vpg.vpgId });
  });

  it('and names another group: that one is set, the old one gets back what it had, its SIMs leave', async () => {
    const scenario = await scenarioOf();
    const before = { ...air(scenario, groupId) };
    const foreign = foreignFacts(scenario.world, expected(both));
    await scenario.up(twoVpcs());
    const { view, executionArn } = await changed(scenario, { airGroup: { groupId: other, dnsServers: ['10.0.0.53'] } });
    await expect(scenario.history(executionArn)).toMatchFileSnapshot('../fixtures/histories/group-changed.txt');
    expect(view).toMatchObject({ state: 'ready', airGroup: { groupId: other }, sims: { reconnected: 1 } });
    expect(air(scenario, groupId)).toEqual(before);
    expect(air(scenario, other)).toMatchObject({ useVpg: true, vpgId: view.vpg.vpgId });
    expect(foreignFacts(scenario.world, expected(both))).toEqual(foreign);
    const { body } = await scenario.api('DELETE', '/networks/two-vpcs');
    await scenario.machines.settled(body.executionArn);
    expect(air(scenario, other)).toEqual({});
    expect(remainsIn(scenario.world, expected(both))).toEqual([]);
  });
});

describe('A file that wishes what cannot be changed in place', () => {
  const plan = async (scenario: Scenario, change: Record<string, unknown>) =>
    (await scenario.api('POST', '/plans', twoVpcs(change))).body;
  const cases: [string, Record<string, unknown>, string][] = [
    ['region', { region: 'eu-central-1' }, 'stands with ap-northeast-1, not eu-central-1'],
    ['useInternetGateway', { useInternetGateway: false }, 'stands with true, not false'],
    [
      'deviceSubnetCidrRange',
      { deviceSubnetCidrRange: '10.200.0.0/16' },
      'stands with 10.128.0.0/9, not 10.200.0.0/16',
    ],
  ];

  it('an adopted VPG of another type is refused, too, with the way out', async () => {
    const vpgId = 'aaaaaaaa-0000-4000-8000-00000000000a';
    const file = defaultWorldFile();
    const scenario = await scenarioOf({ world: { ...file, vpgs: [{ vpgId, type: 12 }] } });
    await scenario.up(twoVpcs({ vpg: { vpgId, type: 12 } }));
    const planned = await plan(scenario, { vpg: { vpgId, type: 13 } });
    expect(planned.faults).toEqual([
      {
        error: 'VpgConflict',
        field: 'vpg.type',
        message: `VPG ${vpgId} is of type 12, not 13, and that cannot be changed; write "type: 12" under vpg, or name another VPG in vpg.vpgId`,
      },
    ]);
    const another = await plan(scenario, {});
    expect(another.faults[0]).toMatchObject({ error: 'VpgConflict', field: 'vpg.vpgId' });
    expect(another.faults[0].message).toMatch(
      new RegExp(
        `stands on VPG ${vpgId}, the file names no VPG to adopt.*write vpgId: ${vpgId}, or remove the network first`,
      ),
    );
  });

  it('is refused by the plan with the field and the way out, which is one', async () => {
    const scenario = await scenarioOf();
    await scenario.up(twoVpcs());
    const before = [peerings(scenario), routes(scenario), structuredClone(air(scenario, groupId))];
    for (const [setting, vpg, says] of cases) {
      const planned = await plan(scenario, { vpg });
      expect(planned, setting).toMatchObject({ possible: false, faults: [{ error: 'VpgConflict' }] });
      const [fault] = planned.faults;
      expect([fault.field, fault.message], setting).toEqual([`vpg.${setting}`, expect.stringContaining(says)]);
      expect(fault.message, setting).toMatch(
        /cannot be changed; write ".+" under vpg, or remove this VPG first so that a new one is created$/,
      );
    }
    expect([peerings(scenario), routes(scenario), air(scenario, groupId)]).toEqual(before);
    // A type that no new VPG can have is a fault of the file itself.
    const type = await scenario.api('POST', '/plans', twoVpcs({ vpg: { type: 12 } }));
    expect(type).toMatchObject({ status: 400, body: { faults: [{ field: 'vpg.type' }] } });
    expect(type.body.faults[0].message).toMatch(/15/);
    expect([...scenario.world.vpgs.values()]).toHaveLength(1);
    // The way out: another network after a removal.
    const { body } = await scenario.api('DELETE', '/networks/two-vpcs');
    await scenario.machines.settled(body.executionArn);
    const { view } = await changed(scenario, { vpg: { useInternetGateway: false } });
    expect(view).toMatchObject({ state: 'ready', wish: { vpg: { useInternetGateway: false } } });
  });
});

describe('What cannot be changed in place', () => {
  /** Where a wish comes in: how its run ended, or what refused it before there was one. */
  const doors: Readonly<Record<string, (scenario: Scenario, wish: object) => Promise<{ said: string }>>> = {
    'the API': async (scenario, wish) => {
      const { status, body } = await scenario.up(wish);
      if (status === 400) return { said: `InvalidInput ${JSON.stringify(body.faults)}` };
      const { error, cause } = await scenario.machines.settled(body.executionArn);
      return { said: `${error} ${cause}` };
    },
    'an event': async (scenario, wish) => {
      const told: string[] = [];
      scenario.buses.onEvent((_, { 'detail-type': type, detail }) => {
        if (/Failed|Refused/.test(type)) told.push(`${detail.error} ${detail.message}`);
      });
      const entry = { Source: 'canal.network', DetailType: 'Network Requested', Detail: JSON.stringify(wish) };
      await awsJson(scenario, 'AWSEvents.PutEvents', { Entries: [{ ...entry, EventBusName: 'canal-sandbox' }] });
      await scenario.clock.turn(() => scenario.clock.sleep(120_000));
      return { said: told.join() };
    },
    'the console': async (scenario, wish) => {
      const stateMachineArn = scenario.environment('network-api').CANAL_PROVISION_MACHINE;
      const input = JSON.stringify(wish);
      const { executionArn } = await awsJson(scenario, 'AWSStepFunctions.StartExecution', { stateMachineArn, input });
      const { error, cause } = await scenario.machines.settled(executionArn);
      return { said: `${error} ${cause}` };
    },
    'canal up': async (scenario, wish) => {
      const folder = mkdtempSync(join(tmpdir(), 'canal-change-'));
      const file = join(folder, 'network.json');
      writeFileSync(file, JSON.stringify(wish));
      const url = 'http://127.0.0.1:4700';
      const set = stage({ fetch: (path, init) => scenario.fetch(String(path).slice(url.length), init) });
      expect(await cli(['up', file, '--endpoint', url], '1', set.surroundings)).toBe(1);
      rmSync(folder, { recursive: true });
      return { said: `${set.stderr().includes('VpgConflict') ? 'VpgConflict' : 'InvalidInput'} ${set.stderr()}` };
    },
  };

  it('is refused at every door with the way out, and nothing is touched; the file as it was goes on', async () => {
    const scenario = await scenarioOf({ lasting: true });
    await scenario.up(twoVpcs());
    const world = () => structuredClone([peerings(scenario), routes(scenario), air(scenario, groupId)]);
    const before = world();
    const wishes = [
      [{ region: 'eu-central-1' }, 'VpgConflict', 'write "region: ap-northeast-1" under vpg, or remove this VPG first'],
      [{ useInternetGateway: false }, 'VpgConflict', 'write "useInternetGateway: true" under vpg, or remove this VPG'],
      [{ deviceSubnetCidrRange: '10.200.0.0/16' }, 'VpgConflict', 'write "deviceSubnetCidrRange: 10.128.0.0/9" under'],
      [{ type: 12 }, 'InvalidInput', 'write 15 (Type-F), or leave the line out'],
    ] as const;
    for (const [door, wishing] of Object.entries(doors)) {
      for (const [vpg, error, wayOut] of wishes) {
        const { said } = await wishing(scenario, twoVpcs({ vpg }));
        expect(said.replaceAll('\\"', '"'), door).toMatch(new RegExp(`^${error} `));
        expect(said.replaceAll('\\"', '"'), door).toContain(wayOut);
        expect(world(), door).toEqual(before);
      }
    }
    await changed(scenario, {});
    expect(audit(scenario.world, expected(both))).toEqual([]);
  });
});

describe('Any edits, one after the other', () => {
  const pick = <T>(...values: T[]) => fc.constantFrom(...values);
  const edit = fc.record({
    peerings: fc
      .tuple(
        fc.option(
          fc.record({
            name: pick('app', 'servers'),
            destinationCidrBlock: pick('172.21.0.0/16', '172.21.0.0/17'),
            routeTables: pick('main', 'all', 'none'),
          }),
        ),
        fc.record({ routeTables: pick('main', 'all') }),
      )
      .map(([one, two]) => [...(one ? [{ ...app, ...one }] : []), { ...dns, ...two }]),
    airGroup: fc.record({ groupId: pick(groupId, other), dnsServers: pick(['10.0.0.53'], ['10.0.0.54', '10.0.0.55']) }),
  });

  it('are planned as they are made: after each, the world is as the file says, and the plan has nothing more to do', {
    timeout: 60_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 2, maxLength: 3 }), async (edits) => {
        const scenario = await scenarioOf();
        const untouched = structuredClone(air(scenario, groupId));
        await scenario.up(twoVpcs());
        for (const change of edits) {
          const world = () => [peerings(scenario), routes(scenario), air(scenario, groupId), air(scenario, other)];
          const before = structuredClone(world());
          const planned = (await scenario.api('POST', '/plans', twoVpcs(change))).body;
          expect(planned).toMatchObject({ possible: true, faults: [] });
          const { body } = await scenario.up(twoVpcs(change));
          expect((await scenario.machines.settled(body.executionArn)).cause ?? '').toBe('');
          if (planned.changes === 0) expect(world()).toEqual(before);
          else expect(world()).not.toEqual(before);
          const after = (await scenario.api('POST', '/plans', twoVpcs(change))).body;
          expect(after.things.filter(({ action }: { action: string }) => action !== 'keep')).toEqual([]);
          expect((await scenario.api('POST', '/networks/two-vpcs/check')).body.differences).toEqual([]);
          const wished = expected(change.peerings.map((one) => String((one as Record<string, unknown>).peerVpcId)));
          expect(audit(scenario.world, wished)).toEqual([]);
          if (change.airGroup.groupId === other) expect(air(scenario, groupId)).toEqual(untouched);
        }
        const { body } = await scenario.api('DELETE', '/networks/two-vpcs');
        expect((await scenario.machines.settled(body.executionArn)).status).toBe('SUCCEEDED');
        expect(remainsIn(scenario.world, expected(both))).toEqual([]);
        expect(air(scenario, groupId)).toEqual(untouched);
        expect(routes(scenario)).toEqual([]);
      }),
      { numRuns: 4 },
    );
  });
});
