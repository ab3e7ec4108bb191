const vpgId = '5f0c3c5e-0000-4000-8000-000000000001';
const groupId = '00000000-0000-4000-8000-000000000001';

const app = {
  name: 'app',
  peerOwnerId: '111111111111',
  peerVpcId: 'vpc-0a1111111111111a1',
  peerRegion: 'ap-northeast-1',
  destinationCidrBlock: '172.21.0.0/16',
};

const dns = {
  name: 'dns',
  peerOwnerId: '222222222222',
  peerVpcId: 'vpc-0b2222222222222b1',
  peerRegion: 'ap-northeast-1',
  destinationCidrBlock: '10.0.0.0/16',
};

const machine = 'arn:aws:states:ap-northeast-1:111111111111:execution:canal-sandbox-provision-network';

/** GET /networks/two-vpcs of a network that is ready. */
export const readyView = {
  name: 'two-vpcs',
  state: 'ready',
  wish: {
    name: 'two-vpcs',
    vpg: { type: 15, useInternetGateway: true, deviceSubnetCidrRange: '10.128.0.0/9', region: 'ap-northeast-1' },
    peerings: [
      { ...app, routeTables: 'main' },
      { ...dns, routeTables: 'main' },
    ],
    airGroup: { groupId, dnsServers: ['10.0.0.53'] },
    reconnect: 'online',
  },
  vpg: { vpgId, made: true, vpgSubnetCidrRange: '100.67.0.0/24' },
  peerings: [
    {
      ...app,
      made: true,
      peeringId: 'pcx-0000000000000000a',
      routes: [{ routeTableId: 'rtb-0a1111111111111a1', destinationCidrBlock: '100.67.0.0/24', made: true }],
    },
    {
      ...dns,
      made: false,
      peeringId: 'pcx-0000000000000000b',
      routes: [{ routeTableId: 'rtb-0b2222222222222b1', destinationCidrBlock: '100.67.0.0/24', made: false }],
    },
  ],
  airGroup: { groupId, prior: { useVpg: false } },
  sims: { reconnected: 3, offline: 2, late: 0 },
  warnings: [] as { field: string; message: string }[],
  cost: { currency: 'JPY', perHour: 20, unknown: ["the VPG's own fee"], taxExclusive: true },
  run: {
    run: 1,
    executionArn: `${machine}:two-vpcs-1`,
    askedBy: 'the API',
    startedAt: '2026-01-05T00:00:00.000Z',
    endedAt: '2026-01-05T00:03:41.000Z',
    outcome: 'ready',
  },
};

/** POST /networks that has begun a run. */
export const begun = {
  name: 'two-vpcs',
  state: 'provisioning',
  run: 1,
  executionArn: `${machine}:two-vpcs-1`,
  begun: true,
};

/** The same network after a run that failed before anything of it stood. */
export function failedView(step: string, error: string, cause: string) {
  const { vpg: _, airGroup: __, sims: ___, ...rest } = readyView;
  return {
    ...rest,
    state: 'failed',
    peerings: [],
    cost: { currency: 'JPY', perHour: 0, unknown: [], taxExclusive: true },
    run: { ...readyView.run, outcome: 'failed', step, error, cause },
  };
}

/** An event of GET /networks/{name}/events, so many seconds after the run's first. */
export function event(id: number, second: number, kind: string, more: Record<string, string> = {}) {
  return { id, at: new Date(Date.UTC(2026, 0, 5) + second * 1000).toISOString(), kind, ...more };
}

/** A page of events. */
export const page = (events: readonly unknown[], ended = false, run = 1) => ({
  run,
  events,
  cursor: `after-${events.length}`,
  ended,
});
