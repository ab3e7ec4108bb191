import type { Accounts } from '../../src/api/ports.ts';
import { type NetworkPlaces, noPlaces } from '../../src/canal/dns/network-places.ts';
import { CanalError } from '../../src/canal/errors.ts';
import type { CanalEvent } from '../../src/canal/events.ts';
import type { GroupRecord } from '../../src/canal/group-record.ts';
import type { InterfaceFacts, NetworkAclFacts, SecurityGroupFacts } from '../../src/canal/peer-facts.ts';
import type { Holder, NetworkRecord, PeeringRecord } from '../../src/canal/record.ts';
import type {
  AirSettings,
  Claims,
  Events,
  Executions,
  Installation,
  PeerAccount,
  PeerAccounts,
  PeerPeering,
  PeerRoute,
  PeerRouteTable,
  PeerVpc,
  Records,
  RegisteredAccount,
  Round,
  Rounds,
  Sim,
  Soracom,
  Vpg,
} from '../../src/steps/ports.ts';

/** What the stand-ins were asked, and the troubles that are still to come. */
export interface Wire {
  /** Names of the calls in order: `soracom.createPeering`. */
  readonly calls: string[];
  /** Calls that change something at a vendor or in the table, in order. */
  effects(): string[];
  /** The next call of this name fails before its effect. */
  refuse(call: string, error: Error): void;
  /** The next call of this name has its effect, but its answer is lost. */
  lose(call: string, error: Error): void;
}

interface Tapped extends Wire {
  trouble(call: string, when: 'before' | 'after'): Error | undefined;
}

const reading =
  /\.(vpg|vpgsTagged|allVpgs|airSettings|simsOfGroup|onlineSims|sim|open|vpc|subnetIds|routeTables|securityGroups|networkInterfaces|networkAcls|livePeerings|shownPeerings|peering|whole|network|peerings|group|groups|groupsOn|networkNames|registered|registeredAfter|holder|history|roundOf|lines|newestReport|reportOf|toldKeys|pricing)$/;

export function wire(): Wire {
  const calls: string[] = [];
  const troubles: { call: string; when: 'before' | 'after'; error: Error }[] = [];
  const tapped: Tapped = {
    calls,
    effects: () => calls.filter((call) => !reading.test(call)),
    refuse: (call, error) => troubles.push({ call, when: 'before', error }),
    lose: (call, error) => troubles.push({ call, when: 'after', error }),
    trouble(call, when) {
      const index = troubles.findIndex((each) => each.call === call && each.when === when);
      return index < 0 ? undefined : troubles.splice(index, 1)[0]?.error;
    },
  };
  return tapped;
}

type Method = (...args: never[]) => Promise<unknown>;

/** The port with every call written down, and failing where the wire is told to. Answers are copies, as from a wire. */
export function tapped<Port extends object>(name: string, port: Port, to: Wire): Port {
  const { trouble, calls } = to as Tapped;
  const methods = Object.entries(port as Record<string, Method>).map(([method, run]) => [
    method,
    async (...args: never[]) => {
      const call = `${name}.${method}`;
      calls.push(call);
      const refusal = trouble(call, 'before');
      if (refusal) throw refusal;
      const answer = await run(...args);
      const loss = trouble(call, 'after');
      if (loss) throw loss;
      return typeof answer === 'object' && answer !== null && !holdsMethods(answer) ? structuredClone(answer) : answer;
    },
  ]);
  return Object.fromEntries(methods) as Port;
}

const holdsMethods = (value: object): boolean => Object.values(value).some((each) => typeof each === 'function');

export const vpgId = '12345678-abcd-4abc-8abc-1234567890ab';
export const otherVpgId = '87654321-abcd-4abc-8abc-1234567890ab';

/** A VPG that runs and carries the tags of the network "plant" of our installation. */
export function vpg(changes: Partial<Vpg> = {}): Vpg {
  return {
    vpgId,
    status: 'running',
    type: 15,
    useInternetGateway: true,
    deviceSubnetCidrRange: '10.128.0.0/9',
    vpgSubnetCidrRange: '100.67.0.0/24',
    region: 'ap-northeast-1',
    createdTime: 1_000_000,
    tags: { 'canal:network': 'plant', 'canal:stack': installation().stack },
    peerings: [],
    ...changes,
  };
}

/** What a SORACOM stand-in holds; tests look into it and change it. */
export interface SoracomWorld {
  vpgs: Vpg[];
  groups: Map<string, Record<string, unknown>>;
  sims: Sim[];
  /** What becomes of a SIM whose session was deleted; by default it comes back on `session`. */
  reconnect: (sim: Sim) => Sim;
}

/** SORACOM in memory. The whole namespace of a group is kept, so that a lost foreign key shows. */
export function soracomWorld(given: Partial<SoracomWorld> = {}): SoracomWorld {
  return { vpgs: [], groups: new Map(), sims: [], reconnect: (sim) => ({ ...sim, online: false }), ...given };
}

const air = ['useVpg', 'vpgId', 'useCustomDns', 'dnsServers'];

/** The port over a SORACOM in memory. */
export function soracomPort(world: SoracomWorld, to: Wire): Soracom {
  const change = (id: string, next: (vpg: Vpg) => Vpg) => {
    if (!world.vpgs.some((each) => each.vpgId === id)) throw new CanalError('NotFound', `no VPG ${id}`);
    world.vpgs = world.vpgs.map((each) => (each.vpgId === id ? next(each) : each));
  };
  const port: Soracom = {
    vpg: async (id) => world.vpgs.find((each) => each.vpgId === id),
    vpgsTagged: async (name, value) => world.vpgs.filter((each) => each.tags[name] === value),
    allVpgs: async () => world.vpgs,
    async createVpg(wish, tags) {
      const { type, useInternetGateway, deviceSubnetCidrRange, region } = wish;
      const made = vpg({
        vpgId: `00000000-0000-4000-8000-${String(world.vpgs.length + 1).padStart(12, '0')}`,
        status: 'creating',
        type,
        useInternetGateway,
        deviceSubnetCidrRange,
        region,
        tags: { ...tags },
      });
      world.vpgs.push(made);
      return made;
    },
    async createPeering(id, { peerOwnerId, peerVpcId, peerRegion, destinationCidrBlock }) {
      const count = world.vpgs.reduce((sum, each) => sum + each.peerings.length, 0);
      const made = { id: `pcx-new${count + 1}`, peerOwnerId, peerVpcId, peerRegion, destinationCidrBlock };
      change(id, (each) => ({ ...each, peerings: [...each.peerings, made] }));
      return made;
    },
    async terminateVpg(id) {
      if (!world.vpgs.some((each) => each.vpgId === id)) return;
      change(id, (each) => ({ ...each, status: 'terminating', peerings: [] }));
    },
    async deletePeering(id, peeringId) {
      if (!world.vpgs.some((each) => each.vpgId === id)) return;
      change(id, (each) => ({ ...each, peerings: each.peerings.filter((peering) => peering.id !== peeringId) }));
    },
    async airSettings(groupId) {
      const settings = world.groups.get(groupId);
      return settings && Object.fromEntries(Object.entries(settings).filter(([key]) => air.includes(key)));
    },
    async putAirSettings(groupId, settings: AirSettings) {
      world.groups.set(groupId, { ...world.groups.get(groupId), ...settings });
    },
    async deleteAirSetting(groupId, key) {
      const { [key]: _, ...rest } = world.groups.get(groupId) ?? {};
      world.groups.set(groupId, rest);
    },
    groupsOn: async (id) =>
      [...world.groups].flatMap(([groupId, { useVpg, vpgId: used }]) =>
        useVpg === true && used === id ? [groupId] : [],
      ),
    simsOfGroup: async (_, limit, cursor) => pageOf(world.sims, limit, cursor),
    onlineSims: async (limit, cursor) =>
      pageOf(
        world.sims.filter(({ online }) => online),
        limit,
        cursor,
      ),
    sim: async (simId) => world.sims.find((sim) => sim.simId === simId),
    async deleteSession(simId) {
      const index = world.sims.findIndex((each) => each.simId === simId);
      const sim = world.sims[index];
      if (!sim) throw new CanalError('NotFound', `no SIM ${simId}`);
      if (!sim.online) return 'offline';
      world.sims[index] = world.reconnect(sim);
      return 'asked';
    },
  };
  return tapped('soracom', port, to);
}

function pageOf(sims: readonly Sim[], limit: number, cursor: string | undefined) {
  const from = Number(cursor ?? 0);
  const next = from + limit;
  return { sims: sims.slice(from, next), ...(next < sims.length ? { cursor: String(next) } : {}) };
}

/** What an EC2 stand-in holds of one account and Region. */
export interface Ec2World {
  vpcs: PeerVpc[];
  subnetIds: string[];
  tables: PeerRouteTable[];
  peerings: PeerPeering[];
  tags: Map<string, Record<string, string>>;
  /** Of all its VPCs: a stand-in has few. */
  securityGroups: SecurityGroupFacts[];
  networkInterfaces: InterfaceFacts[];
  networkAcls: NetworkAclFacts[];
}

export function ec2World(given: Partial<Ec2World> = {}): Ec2World {
  return {
    vpcs: [],
    subnetIds: [],
    tables: [],
    peerings: [],
    tags: new Map(),
    securityGroups: [],
    networkInterfaces: [],
    networkAcls: [],
    ...given,
  };
}

/** A peering as EC2 shows it, from SORACOM's account 999999999999 to vpc-0000000a. */
export function shownPeering(changes: Partial<PeerPeering> = {}): PeerPeering {
  return {
    id: 'pcx-1',
    status: 'active',
    statusMessage: 'Active',
    accepterVpcId: 'vpc-0000000a',
    requesterOwnerId: '999999999999',
    requesterCidrBlocks: [],
    tags: {},
    ...changes,
  };
}

/** The main route table of vpc-0000000a. */
export function routeTable(changes: Partial<PeerRouteTable> = {}): PeerRouteTable {
  return { routeTableId: 'rtb-1', vpcId: 'vpc-0000000a', main: true, subnetIds: [], routes: [], ...changes };
}

/** A route that a person has made. */
export function route(changes: Partial<PeerRoute> = {}): PeerRoute {
  return {
    destinationCidrBlock: '100.67.0.0/24',
    state: 'active',
    target: 'pcx-1',
    origin: 'CreateRoute',
    ...changes,
  };
}

/** EC2 by "account/Region"; accounts that are not there are not registered. */
export function peerAccountsPort(worlds: Readonly<Record<string, Ec2World>>, to: Wire): PeerAccounts {
  return tapped(
    'accounts',
    {
      async open(accountId: string, region: string) {
        const world = worlds[`${accountId}/${region}`];
        if (!world) throw new CanalError('NotFound', `The AWS account ${accountId} is not registered.`);
        return peerAccountPort(world, to);
      },
    },
    to,
  );
}

const live = ['pending-acceptance', 'provisioning', 'active'];

function peerAccountPort(world: Ec2World, to: Wire): PeerAccount {
  const setRoute = (routeTableId: string, destinationCidrBlock: string, target: string) => {
    world.tables = world.tables.map((table) =>
      table.routeTableId === routeTableId
        ? {
            ...table,
            routes: [
              ...table.routes.filter((each) => each.destinationCidrBlock !== destinationCidrBlock),
              route({ destinationCidrBlock, target }),
            ],
          }
        : table,
    );
  };
  const port: PeerAccount = {
    vpc: async (id) => world.vpcs.find((each) => each.vpcId === id),
    subnetIds: async () => world.subnetIds,
    routeTables: async (id) => world.tables.filter((table) => table.vpcId === id),
    securityGroups: async () => world.securityGroups,
    networkInterfaces: async () => world.networkInterfaces,
    networkAcls: async () => world.networkAcls,
    shownPeerings: async () => world.peerings,
    livePeerings: async (id) =>
      world.peerings.filter((each) => each.accepterVpcId === id && live.includes(each.status)),
    peering: async (id) => world.peerings.find((each) => each.id === id),
    async acceptPeering(id) {
      const found = world.peerings.find((each) => each.id === id);
      if (found?.status !== 'pending-acceptance') return 'not-pending';
      world.peerings = world.peerings.map((each) => (each.id === id ? { ...each, status: 'provisioning' } : each));
      return 'accepted';
    },
    async tag(id, tags) {
      world.tags.set(id, { ...world.tags.get(id), ...tags });
    },
    async createRoute(tableId, destination, target) {
      const table = world.tables.find((each) => each.routeTableId === tableId);
      if (table?.routes.some((each) => each.destinationCidrBlock === destination)) return 'exists';
      setRoute(tableId, destination, target);
      return 'created';
    },
    async deleteRoute(tableId, destination) {
      world.tables = world.tables.map((table) =>
        table.routeTableId === tableId
          ? { ...table, routes: table.routes.filter((each) => each.destinationCidrBlock !== destination) }
          : table,
      );
    },
    replaceRoute: async (tableId, destination, target) => setRoute(tableId, destination, target),
  };
  return tapped('ec2', port, to);
}

/** What a table in memory holds. */
export interface Table {
  networks: Map<string, NetworkRecord>;
  peerings: Map<string, PeeringRecord>;
  groups: Map<string, GroupRecord>;
  places: Map<string, NetworkPlaces>;
}

export function table(...records: NetworkRecord[]): Table {
  return {
    networks: new Map(records.map((record) => [record.name, record])),
    peerings: new Map(),
    groups: new Map(),
    places: new Map(),
  };
}

/** The records over a table in memory, with versioned writes. */
export function recordsPort(held: Table, to: Wire): Records {
  const port: Records = {
    async whole(name) {
      const record = held.networks.get(name);
      const [peerings, groups] = [await port.peerings(name), await port.groups(name)];
      return { ...(record ? { record } : {}), peerings, groups, places: held.places.get(name) ?? noPlaces };
    },
    network: async (name) => held.networks.get(name),
    async save(record) {
      if ((held.networks.get(record.name)?.version ?? 0) !== record.version) {
        throw new CanalError('StoreUnavailable', 'somebody else changed the record at the same moment');
      }
      held.networks.set(record.name, structuredClone({ ...record, version: record.version + 1 }));
    },
    peerings: async (network) =>
      [...held.peerings].filter(([key]) => key.startsWith(`${network}/`)).map(([, record]) => record),
    async savePeering(network, record) {
      held.peerings.set(`${network}/${record.name}`, structuredClone(record));
    },
    group: async (network, groupId) => held.groups.get(`${network}/${groupId}`),
    async forgetPeering(network, name) {
      held.peerings.delete(`${network}/${name}`);
    },
    groups: async (network) =>
      [...held.groups].filter(([key]) => key.startsWith(`${network}/`)).map(([, record]) => record),
    async saveGroup(network, record, known) {
      if (held.groups.get(`${network}/${record.groupId}`)?.changes.length !== known?.changes.length) {
        throw new CanalError('StoreUnavailable', 'somebody else changed the group at the same moment');
      }
      held.groups.set(`${network}/${record.groupId}`, structuredClone(record));
    },
    async forgetGroup(network, groupId) {
      held.groups.delete(`${network}/${groupId}`);
    },
    networkNames: async (after, limit) =>
      [...held.networks.keys()]
        .toSorted()
        .filter((name) => after === undefined || name > after)
        .slice(0, limit),
  };
  return tapped('records', port, to);
}

/** The accounts over a map in memory. */
export function accountsPort(held: Map<string, RegisteredAccount>, to: Wire): Accounts {
  const port: Accounts = {
    registered: async (id) => held.get(id),
    registeredAfter: async (id, limit) =>
      [...held.values()]
        .toSorted((a, b) => (a.accountId < b.accountId ? -1 : 1))
        .filter(({ accountId }) => id === undefined || accountId > id)
        .slice(0, limit),
    async keepAccount(account) {
      const known = held.get(account.accountId)?.source === 'table';
      held.set(account.accountId, { ...account, source: 'table' });
      return known ? 'replaced' : 'new';
    },
    forgetAccount: async (id) => held.delete(id),
  };
  return tapped('accounts', port, to);
}

/** Step Functions that says of each execution what it does; of any other, that it is not there. */
export function executionsPort(holders: Readonly<Record<string, Holder>>, to: Wire): Executions {
  return tapped('executions', { holder: async (arn: string): Promise<Holder> => holders[arn] ?? 'not-started' }, to);
}

export function installation(changes: Partial<Installation> = {}): Installation {
  return {
    stack: '111111111111/ap-northeast-1/dev',
    coverage: 'japan',
    soracomAccountId: undefined,
    accepterRoles: undefined,
    vpgExpectedSeconds: 180,
    sweepFailedHours: 72,
    sweepRemoves: false,
    ...changes,
  };
}

/** The error of ours that a promise rejects with; fails if it is fulfilled, or rejected with another error. */
export async function faultOf(promise: Promise<unknown>): Promise<CanalError> {
  const error = await promise.then(
    () => new Error('this was expected to fail'),
    (thrown: unknown) => thrown,
  );
  if (error instanceof CanalError) return error;
  throw error;
}

/** A bus that keeps what is published. */
export function eventsPort(published: CanalEvent[], to: Wire): Events {
  return tapped('events', { publish: async (events: readonly CanalEvent[]) => void published.push(...events) }, to);
}

/** The rounds of walks in memory, with versioned writes. */
export function roundsPort(held: Map<string, Round>, to: Wire): Rounds {
  const port: Rounds = {
    roundOf: async (walk) => held.get(walk),
    async saveRound(walk, round) {
      if ((held.get(walk)?.version ?? 0) !== round.version) throw new CanalError('StoreUnavailable', 'too late');
      held.set(walk, { ...round, version: round.version + 1 });
    },
  };
  return tapped('rounds', port, to);
}

/** Claims over a map in memory: until when each is held, or that it is settled. */
export function claimsPort(held: Map<string, number | 'settled'>, now: () => number, to: Wire): Claims {
  const port: Claims = {
    async claim(key, until) {
      const known = held.get(key);
      if (known === 'settled') return 'settled';
      if (known !== undefined && known >= now()) return 'held';
      held.set(key, until);
      return 'mine';
    },
    settle: async (key) => void held.set(key, 'settled'),
    release: async (key) => void held.set(key, 0),
  };
  return tapped('claims', port, to);
}
