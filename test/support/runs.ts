import type { ApiPorts, HistoryEvent, Runs } from '../../src/api/ports.ts';
import type { Holder, NetworkRecord, RunKind } from '../../src/canal/record.ts';
import type { Prices, RegisteredAccount } from '../../src/steps/ports.ts';
import { accountsPort, installation, recordsPort, type Table, table, tapped, type Wire, wire } from './ports.ts';
import { heldPrices, pricesPort } from './prices.ts';

/** Executions by name; tests look into them and change them. */
export interface RunsWorld {
  readonly inputs: Map<string, string>;
  readonly holders: Map<string, Holder>;
  readonly histories: Map<string, HistoryEvent[]>;
}

export const arnOf = (name: string): string => `arn:of:${name}`;

function runsPort({ inputs, holders, histories }: RunsWorld, to: Wire): Runs {
  const asked = {
    async holder(arn: string): Promise<Holder> {
      return holders.get(arn) ?? 'not-started';
    },
    async start(_kind: RunKind, name: string, input: unknown): Promise<'started' | 'taken'> {
      const text = JSON.stringify(input);
      const holder = holders.get(arnOf(name));
      if (holder !== undefined && !(holder === 'running' && inputs.get(name) === text)) return 'taken';
      holders.set(arnOf(name), 'running');
      inputs.set(name, text);
      return 'started';
    },
    async stop(arn: string): Promise<void> {
      if (holders.get(arn) === 'running') holders.set(arn, 'ended');
    },
    history: async (arn: string) => histories.get(arn),
  };
  return { ...tapped('runs', asked, to), executionArn: (_kind, name) => arnOf(name) };
}

/** The API's ports over a table and executions in memory. */
export function apiSetting(...records: NetworkRecord[]) {
  const to = wire();
  const held: Table = table(...records);
  const world: RunsWorld = { inputs: new Map(), holders: new Map(), histories: new Map() };
  const registered = new Map<string, RegisteredAccount>();
  const clock = { now: 1000 };
  const prices = heldPrices();
  const ports: ApiPorts & { prices: Prices } = {
    records: recordsPort(held, to),
    runs: runsPort(world, to),
    accounts: accountsPort(registered, to),
    installation: installation(),
    prices: pricesPort(to, prices),
    now: () => clock.now,
  };
  return { to, held, world, registered, prices, clock, ports };
}
