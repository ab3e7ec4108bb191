import {
  AcceptVpcPeeringConnectionCommand,
  DeleteVpcPeeringConnectionCommand,
  EC2Client,
  RejectVpcPeeringConnectionCommand,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { peeringStatus } from '../../src/sandbox/world/peering.ts';
import { defaultWorldFile, openScenario, type Scenario, twoVpcs } from '../support/scenario.ts';

const start = Date.parse('2026-01-05T00:10:00Z');
const [vpgPerHour, vpgSetUp, perPeering] = [48, 980, 10];
const ends = ['expired', 'rejected', 'deleted'] as const;
const vpcOf = (index: number) => `vpc-0d444444444444${String(index).padStart(3, '0')}`;

/** Peerings that end at AWS in every way there is, while SORACOM has them still, and charges. */
describe('Peerings that died at AWS', () => {
  let scenario: Scenario;
  let vpgId: string;
  const ids: Record<string, string> = {};
  const alerts: { kind: string; subject: string; message: string; network?: string }[] = [];

  const report = async (time: string) => {
    scenario.clock.advance(Date.parse(`2026-01-${time}:00Z`));
    expect(await scenario.invoke('report-cost', {})).toMatchObject({ ok: true });
  };
  const soracom = async (method: string, path: string, body?: unknown) => {
    const json = { 'content-type': 'application/json' };
    const key = JSON.stringify(scenario.world.authKey);
    const login = await scenario.fetch('/v1/auth', { method: 'POST', headers: json, body: key });
    const { apiKey, token } = (await login.json()) as { apiKey: string; token: string };
    const headers = { 'x-soracom-api-key': apiKey, 'x-soracom-token': token };
    const answer = await scenario.fetch(`/v1/virtual_private_gateways/${vpgId}${path}`, {
      method,
      ...(body === undefined ? { headers } : { headers: { ...headers, ...json }, body: JSON.stringify(body) }),
    });
    expect(answer.ok).toBe(true);
    return answer.status === 201 ? ((await answer.json()) as { id: string }) : undefined;
  };
  const bill = async () => (await scenario.api('GET', '/costs/bill?month=2026-01')).body;

  beforeAll(async () => {
    const { behaviour, accounts, ...world } = defaultWorldFile() as {
      behaviour?: object;
      accounts: { vpcs: object[] }[];
    };
    const vpcs = [...ends.map((_, index) => `172.${21 + index}.0.0/16`), '100.67.0.0/16'].map((cidrBlock, index) => ({
      vpcId: vpcOf(index),
      region: 'ap-northeast-1',
      cidrBlock,
      routeTables: [{ routeTableId: `rtb-0d444444444444${String(index).padStart(3, '0')}`, main: true }],
    }));
    const [own] = accounts;
    own?.vpcs.push(...vpcs);
    const denied = {
      error: 'UnauthorizedOperation',
      status: 403,
      message: 'You are not authorized.',
      times: ends.length,
    };
    scenario = await openScenario({
      start,
      world: {
        ...world,
        accounts,
        behaviour: { ...behaviour, billing: { vpgPerHour, vpgSetUp, firstPeeringIncluded: true } },
      },
      // One peering in each hour is free.
      environment: {
        CANAL_FIRST_PEERING_INCLUDED: 'true',
        CANAL_RATES: JSON.stringify([
          { item: 'vpg', price: vpgPerHour, validFrom: '2026-01-01' },
          { item: 'vpg-setup', price: vpgSetUp, validFrom: '2026-01-01' },
        ]),
      },
      faults: { faults: { 'ec2.AcceptVpcPeeringConnection': [denied] } },
    });
    scenario.buses.onEvent((_, { 'detail-type': type, detail }) => {
      if (type === 'Cost Alert') alerts.push(detail as (typeof alerts)[number]);
    });
    const { body } = await scenario.up(
      twoVpcs({
        peerings: ends.map((name, index) => {
          const destinationCidrBlock = `172.${21 + index}.0.0/16`;
          return { name, peerOwnerId: '111111111111', peerVpcId: vpcOf(index), destinationCidrBlock };
        }),
      }),
    );
    expect((await scenario.machines.settled(body.executionArn)).error).toBe('Ec2Denied');
    const [vpg] = scenario.world.vpgs.values();
    vpgId = vpg?.vpgId ?? '';
    for (const { id, peerVpcId } of scenario.world.peerings.values()) {
      ids[ends.find((_, index) => vpcOf(index) === peerVpcId) ?? ''] = id;
    }
    const failed = { peerOwnerId: '111111111111', peerVpcId: vpcOf(3), destinationCidrBlock: '10.9.0.0/16' };
    ids.failed = (await soracom('POST', '/vpc_peering_connections', failed))?.id ?? '';

    const endpoint = await scenario.listen(0);
    const credentials = { accessKeyId: '111111111111', secretAccessKey: 'sandbox' };
    const ec2 = new EC2Client({ endpoint, region: 'ap-northeast-1', credentials, maxAttempts: 1 });
    await ec2.send(new RejectVpcPeeringConnectionCommand({ VpcPeeringConnectionId: ids.rejected }));
    await ec2.send(new AcceptVpcPeeringConnectionCommand({ VpcPeeringConnectionId: ids.deleted }));
    scenario.clock.advance(scenario.clock.now() + 120_000);
    await ec2.send(new DeleteVpcPeeringConnectionCommand({ VpcPeeringConnectionId: ids.deleted }));
    ec2.destroy();
    scenario.clock.advance(Date.parse('2026-01-05T00:40:00Z'));
    expect(await scenario.invoke('report-cost', {})).toMatchObject({ ok: true });
  });
  afterAll(() => scenario.close());

  test('are charged on, by the ledger as by SORACOM, to the yen', async () => {
    for (const time of ['05T01:05', '07T12:05', '12T00:15']) await report(time);
    const statuses = ['failed', ...ends].map((name) => {
      const peering = scenario.world.peerings.get(ids[name] ?? '');
      return peering && peeringStatus(peering, scenario.clock.now());
    });
    expect(statuses).toEqual(['failed', ...ends]);
    // Six days are on the bill: 5 to 10 January.
    const hours = 6 * 24;
    expect(await bill()).toMatchObject({
      billedUntil: '2026-01-10',
      difference: 0,
      bill: hours * (vpgPerHour + 3 * perPeering),
      ledger: hours * (vpgPerHour + 3 * perPeering),
      setUpFees: vpgSetUp,
    });
  });

  test('are told of once a day, by what has become of them, and what to do', () => {
    const of = (name: string) =>
      alerts.filter(({ subject }) => subject === ids[name]).map(({ kind, message }) => `${kind}: ${message}`);
    const at = (name: string) => `Peering ${ids[name]} to ${vpcOf([...ends, 'failed'].indexOf(name as never))}`;
    const dead = (name: string, end: string) =>
      `dead-peering: ${at(name)} of account 111111111111 ${end}. It carries nothing, and SORACOM charges for it until it is deleted there. Start network two-vpcs again ("canal up"), which makes another one, or remove it ("canal down two-vpcs").`;
    expect(of('expired')).toEqual([
      expect.stringContaining('awaiting-acceptance: '),
      expect.stringContaining('awaiting-acceptance: '),
      expect.stringContaining('awaiting-acceptance: '),
      dead('expired', 'was not accepted within 7 days, and its request has expired'),
    ]);
    expect(of('rejected').slice(0, 1)).toEqual([dead('rejected', 'is rejected at AWS')]);
    expect(of('deleted').slice(0, 1)).toEqual([dead('deleted', 'is deleted at AWS')]);
    expect(of('failed').slice(0, 1)).toEqual([dead('failed', 'is failed at AWS')]);
    expect(of('failed').at(-1)).toBe(dead('failed', 'is not at AWS any more'));
  });

  test('cost until somebody deletes them at SORACOM, which a report sees up to an hour late, and the comparison says so', async () => {
    await report('12T01:05');
    scenario.clock.advance(Date.parse('2026-01-12T01:20:00Z'));
    await soracom('DELETE', `/vpc_peering_connections/${ids.expired}`);
    await report('12T02:05');
    await report('12T03:05');
    // A VPG tells when it was changed last: its end is known to the hour, with that of all its peerings.
    scenario.clock.advance(Date.parse('2026-01-12T03:20:00Z'));
    await soracom('POST', '/terminate');
    await report('12T04:05');
    await report('14T00:05');
    const whole = 7 * 24 + 4;
    const billed = await bill();
    expect(billed).toMatchObject({
      billedUntil: '2026-01-12',
      bill: whole * (vpgPerHour + 2 * perPeering) + (7 * 24 + 2) * perPeering,
      difference: -perPeering,
    });
    expect(billed.explanations).toContain(
      'Others made or deleted 5 things between two reports, which saw only that: the ledger may have some hours less or more.',
    );
  });

  test('of a network that is gone cost nothing any more, and are told of no more', async () => {
    const { total } = (await scenario.api('GET', '/networks/two-vpcs/costs')).body;
    expect(total).toMatchObject({ perHour: 0, unknown: [] });
    expect(total.lifetime).toBe((await bill()).ledger + vpgSetUp);
    const before = alerts.filter(({ kind }) => kind === 'dead-peering').length;
    await report('14T01:05');
    expect(alerts.filter(({ kind }) => kind === 'dead-peering')).toHaveLength(before);
  });
});
