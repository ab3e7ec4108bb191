import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import type { Execution } from '../../src/sandbox/states/execution.ts';
import { endedAt, peeringStatus } from '../../src/sandbox/world/peering.ts';
import { vpgStatus } from '../../src/sandbox/world/vpg.ts';
import { tables } from '../support/audit.ts';
import type { Act } from './chaos-case.ts';
import { firstRange, taker } from './neighbours.ts';
import { dnsHost, type Subject } from './subject.ts';

/** What an answer of the API says, as far as it is looked at. */
export interface ApiAnswer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked into freely, as in the scenarios
  readonly body: any;
}

/** What people, schedules and others in the world do to a network; each in turns of its own, whenever it is begun. */
export class Deeds {
  readonly #sandbox: Sandbox;
  readonly #subject: Subject;
  #byHand = 0;
  /** Whether somebody has changed our things behind the run's back: only a check can see that. */
  meddled = false;
  /** Whether somebody has terminated our VPG. */
  lostVpg = false;
  /** The peerings of ours that somebody has deleted at EC2. */
  readonly broken = new Set<string>();

  constructor(sandbox: Sandbox, subject: Subject) {
    this.#sandbox = sandbox;
    this.#subject = subject;
  }

  async do(deed: Act['deed']): Promise<void> {
    const wish = this.#subject.wish();
    const doing: Readonly<Record<Act['deed'], () => Promise<unknown>>> = {
      start: () => this.start(wish),
      'start another wish': () => this.start(this.#subject.wish({ reconnect: 'none' })),
      'start with undoing': () => this.start(this.#subject.wish({ onFailure: 'remove' })),
      'change the wish': () => this.start(this.#subject.changedWish()),
      'start by hand': () => this.#inTurn(() => this.#startByHand()),
      'ask by an event': () => this.#inTurn(() => this.#ask(wish)),
      stop: () => this.#inTurn(() => this.#stop()),
      'stop and start': async () => {
        await this.#inTurn(() => this.#stop());
        await this.start(wish);
      },
      remove: () => this.remove(),
      'take a route': () => this.#inTurn(() => this.#takeRoute()),
      'terminate the VPG': () => this.#inTurn(() => this.#terminateVpg()),
      'take off the guard': () => this.#inTurn(() => this.#takeOffGuard()),
      'break a peering': () => this.#inTurn(() => this.#breakPeering()),
      check: () => this.api('POST', `/networks/${this.#subject.name}/check`),
      sweep: () => this.api('POST', '/sweeps', {}),
      'sweep and remove': () => this.sweepAway(),
      'look around': () => this.#lookAround(wish),
      'change a setting': () => this.#changeSetting(),
      'let the schedules run': () => this.#runSchedules(),
    };
    await doing[deed]();
  }

  /** Starts a network as `canal up` does: checks one that is ready, and asks again when the API says "not now". */
  async start(network: Record<string, unknown>): Promise<void> {
    await this.#untilTaken(async () => {
      const { status, body } = await this.api('POST', '/networks', network);
      if (status !== 200 || body.state !== 'ready') return status;
      const checked = await this.api('POST', `/networks/${this.#subject.name}/check`);
      return checked.body.asWished === false ? (await this.api('POST', '/networks', network)).status : checked.status;
    });
  }

  /** Removes it as a person does: asks again when the API says "not now". */
  async remove(): Promise<void> {
    await this.#untilTaken(async () => (await this.api('DELETE', `/networks/${this.#subject.name}`)).status);
  }

  /** What a check says differs; asked again while a fault that is still to come keeps it from looking. */
  async differences(): Promise<string[]> {
    let found: string[] = [];
    for (let tries = 0; tries < 8; tries += 1) {
      await this.#untilTaken(async () => {
        const { status, body } = await this.api('POST', `/networks/${this.#subject.name}/check`);
        found = (body.differences ?? []).map(({ kind, message }: Record<string, string>) => `${kind}: ${message}`);
        return status;
      });
      if (!found.some((one) => one.startsWith('not-read'))) break;
    }
    return found;
  }

  /** Removes what was left behind. */
  async sweepAway(): Promise<void> {
    await this.#untilTaken(async () => (await this.api('POST', '/sweeps', { remove: true })).status);
  }

  /** Registers the DNS host, without which no network has a place on it. */
  async registerHost(): Promise<void> {
    const host = { instanceId: dnsHost.instanceId, pool: '10.0.64.0/20' };
    await this.#untilTaken(async () => (await this.api('PUT', `/dns-hosts/${dnsHost.name}`, host)).status);
  }

  /** Whose route stands where ours belongs takes it away. */
  clearTheWay(): void {
    for (const { table } of tables(this.#sandbox.world)) {
      const theirs = (one: { transitGatewayId?: string; destinationCidrBlock: string }) =>
        one.transitGatewayId === taker || (one.transitGatewayId && one.destinationCidrBlock === firstRange);
      for (const route of table.routes.filter(theirs)) table.routes.splice(table.routes.indexOf(route), 1);
    }
    this.meddled = false;
    this.broken.clear();
  }

  pass(ms: number): Promise<void> {
    const { clock } = this.#sandbox;
    return clock.turn(() => clock.sleep(ms));
  }

  executions(): Execution[] {
    const { machines } = this.#sandbox;
    return machines.machines().flatMap((machine) => [...machines.executions(machine)]);
  }

  async api(method: string, path: string, body?: unknown): Promise<ApiAnswer> {
    const init =
      body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    const answer = await this.#sandbox.fetch(path, { method, ...init });
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? {} : JSON.parse(text) };
  }

  async #untilTaken(ask: () => Promise<number>): Promise<void> {
    for (let tries = 0; tries < 5; tries += 1) {
      if ((await ask()) < 500) return;
      await this.pass(1_000);
    }
  }

  #inTurn(work: () => void): Promise<void> {
    return this.#sandbox.clock.turn(async () => work());
  }

  #startByHand(): void {
    const { machines } = this.#sandbox;
    this.#byHand += 1;
    const machine = machines.machine(this.#sandbox.environment().CANAL_PROVISION_MACHINE ?? '');
    if (machine) machines.start(machine, JSON.stringify(this.#subject.wish()), `by-hand-${this.#byHand}`);
  }

  #ask(detail: Record<string, unknown>): void {
    this.#sandbox.buses.put('canal-sandbox', { source: 'canal.network', detailType: 'Network Requested', detail });
  }

  #stop(): void {
    for (const execution of this.executions()) {
      if (execution.status === 'RUNNING') execution.abort('Manual', 'stopped by hand');
    }
  }

  /** Somebody leads a route of ours elsewhere: from then on it is theirs. */
  #takeRoute(): void {
    for (const { table } of tables(this.#sandbox.world)) {
      const index = table.routes.findIndex((one) => one.vpcPeeringConnectionId !== undefined);
      const { destinationCidrBlock } = table.routes[index] ?? {};
      if (destinationCidrBlock === undefined) continue;
      table.routes[index] = { destinationCidrBlock, origin: 'CreateRoute', transitGatewayId: taker };
      this.meddled = true;
      return;
    }
  }

  /** Somebody puts the interfaces of our places on a DNS host behind another security group. */
  #takeOffGuard(): void {
    const { world } = this.#sandbox;
    const { stack } = this.#subject.wished(world);
    for (const one of world.region('111111111111', 'ap-northeast-1').networkInterfaces.values()) {
      if (one.tags.get('canal:stack') !== stack) continue;
      one.groupIds = ['sg-0bad000000000bad0'];
      this.meddled = true;
    }
  }

  /** The owner of a VPC deletes a peering of ours at EC2; SORACOM goes on listing it. */
  #breakPeering(): void {
    const { world, clock } = this.#sandbox;
    const active = [...world.peerings.values()].find((one) => peeringStatus(one, clock.now()) === 'active');
    if (!active) return;
    active.deletedAt = clock.now();
    this.broken.add(active.id);
    this.meddled = true;
  }

  /** Somebody terminates our VPG at SORACOM, and its peerings with it. */
  #terminateVpg(): void {
    const { world, clock } = this.#sandbox;
    const now = clock.now();
    const { stack } = this.#subject.wished(world);
    const ours = [...world.vpgs.values()].find(
      (vpg) => vpg.tags['canal:stack'] === stack && vpgStatus(vpg, now) === 'running',
    );
    if (!ours) return;
    Object.assign(ours, { terminatingAt: now, terminatedAt: now });
    for (const peering of world.peeringsOfVpg(ours.vpgId)) {
      if (!peering.forgottenBySoracom) Object.assign(peering, { forgottenBySoracom: true, forgottenAt: now });
      if (endedAt(peering, now) === undefined) Object.assign(peering, { deletedAt: now, deletedBy: 'requester' });
      this.broken.add(peering.id);
    }
    this.lostVpg = true;
    this.meddled = true;
  }

  /** All that the API shows. */
  async #lookAround(wish: Record<string, unknown>): Promise<void> {
    const own = `/networks/${this.#subject.name}`;
    const hosts = ['/dns-hosts', `/dns-hosts/${dnsHost.name}`];
    const costs = ['/costs', '/costs/bill', `${own}/costs`, '/rates'];
    const paths = ['/networks', own, `${own}/events`, `${own}/audit`, '/accounts', '/openapi.json', ...costs, ...hosts];
    for (const path of paths) await this.api('GET', path);
    await this.api('POST', '/plans', wish);
  }

  /** Settings that this network does not need. */
  async #changeSetting(): Promise<void> {
    const roleArn = 'arn:aws:iam::333333333333:role/canal-accepter';
    await this.api('PUT', '/accounts/333333333333', { roleArn, externalId: 'canal-external-id-333333333333' });
    await this.api('DELETE', '/accounts/333333333333');
    await this.api('PUT', '/rates', { item: 'vpg', price: 50, validFrom: '2026-01-01' });
    await this.api('PUT', '/dns-hosts/spare', { instanceId: dnsHost.instanceId, pool: '10.0.128.0/20' });
    await this.api('DELETE', '/dns-hosts/spare');
  }

  /** What schedules start, one after the other. */
  async #runSchedules(): Promise<void> {
    for (const name of ['check-drift', 'sweep', 'tell-expiring', 'measure-runs', 'report-cost']) {
      await this.#sandbox.invoke(name, {});
    }
  }
}
