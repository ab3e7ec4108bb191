import type { CanalEvent } from '../../src/canal/events.ts';
import { endRun, type NetworkRecord, reserve } from '../../src/canal/record.ts';
import type { Round } from '../../src/steps/ports.ts';
import { noDnsHosts } from './dns-table.ts';
import {
  type Ec2World,
  ec2World,
  eventsPort,
  installation,
  peerAccountsPort,
  recordsPort,
  roundsPort,
  type SoracomWorld,
  soracomPort,
  soracomWorld,
  table,
  vpgId,
  wire,
} from './ports.ts';
import { pricesPort } from './prices.ts';
import { peering, wish } from './wish.ts';

/** A day of the rounds, in ms. */
export const day = 86_400_000;

/** A network whose one run has ended, on the one VPG that the tests of a round share. */
export function endedNetwork(name: string, executionArn: string, end: Parameters<typeof endRun>[2]): NetworkRecord {
  const run = { executionArn: () => executionArn, askedBy: 'me', now: 0 };
  const ended = endRun(reserve(undefined, wish({ name, peerings: [peering()] }), run), executionArn, end);
  if (!ended) throw new Error('the run is its own');
  return { ...ended, version: 1, vpg: { vpgId, made: true, vpgSubnetCidrRange: '100.67.0.0/24' } };
}

/** What a daily round over all networks works on, on its tenth day; reading a network takes it a while. */
export function roundSetting(given: {
  readonly networks: readonly NetworkRecord[];
  readonly soracom?: Partial<SoracomWorld>;
  readonly ec2?: Partial<Ec2World>;
  readonly sweepRemoves?: boolean;
  readonly msPerRead?: number;
}) {
  const to = wire();
  const held = table(...given.networks);
  const ec2 = ec2World(given.ec2);
  const rounds = new Map<string, Round>();
  const published: CanalEvent[] = [];
  const clock = { now: 10 * day };
  const records = recordsPort(held, to);
  const slowly =
    <Read>(read: (name: string) => Promise<Read>) =>
    (name: string) => {
      clock.now += given.msPerRead ?? 0;
      return read(name);
    };
  const ports = {
    soracom: soracomPort(soracomWorld(given.soracom), to),
    peerAccounts: peerAccountsPort({ '111111111111/ap-northeast-1': ec2 }, to),
    records: { ...records, network: slowly(records.network), whole: slowly(records.whole) },
    events: eventsPort(published, to),
    rounds: roundsPort(rounds, to),
    ...noDnsHosts,
    installation: installation({ sweepRemoves: given.sweepRemoves ?? false }),
    prices: pricesPort(to),
    now: () => clock.now,
  };
  return { to, held, ec2, rounds, published, clock, ports };
}
