import { errorKinds } from '../../src/canal/errors.ts';
import type { Sandbox, SandboxOptions } from '../../src/sandbox/sandbox.ts';
import { openSandbox } from '../../src/sandbox/sandbox.ts';
import type { Execution } from '../../src/sandbox/states/execution.ts';
import { audit, foreignFacts, remainsIn, tables, unwished, type WishedWorld } from '../support/audit.ts';
import { defaultWorldFile, twoVpcs } from '../support/scenario.ts';
import { type Act, type ChaosCase, faultFile } from './chaos-case.ts';

/** What came of a case. */
export interface Played {
  /** How the network stood when the faults and the acts were over: before anybody continued it. */
  readonly ended: 'as wished' | 'clean failure';
  /** How many faults were met. */
  readonly injected: number;
  /** What must never be; empty if all is well. */
  readonly violations: readonly string[];
}

const app = 'vpc-0a1111111111111a1';
const wished: WishedWorld = {
  network: 'two-vpcs',
  stack: '111111111111/ap-northeast-1/sandbox',
  peerVpcIds: [app, 'vpc-0b2222222222222b1'],
  groupId: '00000000-0000-4000-8000-000000000001',
  dnsServers: ['10.0.0.53'],
  kept: { userdata: 'kept-as-it-is' },
};
/** What the group has before anything is begun, and after a removal. */
const prior = { useCustomDns: false, userdata: 'kept-as-it-is' };
/** Where somebody leads a route of ours. */
const taker = 'tgw-0bad000000000bad0';
/** The range of the first VPG that the sandbox makes: the foreign one of this world has it, ours the next. */
const firstRange = '100.67.1.0/24';
/** What AWS itself ends a step with: it crashed, hung, or its role lacks a permission. Other names are bugs: TypeError, States.Runtime. */
const ofAws = /^(Lambda|Runtime|Sandbox)\.|^States\.Timeout$|^AccessDeniedException$/;
/** Longer than any function runs and any doubt lasts: what was under way has happened. */
const quietMs = 900_000;

/** Plays a case to its end and beyond: then the network is started again until it stands. */
export async function play(one: ChaosCase, deployed?: SandboxOptions['deployed']): Promise<Played> {
  let injected = 0;
  const sandbox = await openSandbox({
    seed: one.seed,
    world: worldFile(one),
    faults: faultFile(one),
    watchCalls: (_, fault) => {
      if (fault) injected += 1;
    },
    ...(deployed ? { deployed } : {}),
  });
  try {
    addPhisher(sandbox);
    return { ...(await new Player(sandbox).play(one)), injected };
  } finally {
    await sandbox.close();
  }
}

/** A world with neighbours: a VPG of another installation, a foreign route, and somebody who asks for a peering with our VPC. */
function worldFile({ behaviour, routeInTheWay }: ChaosCase): Record<string, unknown> {
  const file = defaultWorldFile() as { accounts: { vpcs: { routeTables: { routes?: object[] }[] }[] }[] };
  const [main, other] = file.accounts[0]?.vpcs[0]?.routeTables ?? [];
  const foreign = { destinationCidrBlock: '100.99.0.0/24', transitGatewayId: 'tgw-0a1111111111111a1' };
  other?.routes?.push(foreign);
  if (main && routeInTheWay) main.routes = [{ ...foreign, destinationCidrBlock: firstRange }];
  const tags = { 'canal:network': 'two-vpcs', 'canal:stack': '999999999999/ap-northeast-1/prod' };
  return { ...file, behaviour, vpgs: [{ vpgId: 'cccccccc-0000-4000-8000-00000000000c', tags }] };
}

function addPhisher({ world, clock }: Sandbox): void {
  world.peerings.set('pcx-0bad000000000bad0', {
    id: 'pcx-0bad000000000bad0',
    vpgId: 'nobody',
    peerOwnerId: '111111111111',
    peerVpcId: app,
    peerRegion: 'ap-northeast-1',
    destinationCidrBlock: '10.66.0.0/16',
    requester: {
      ownerId: '666666666666',
      vpcId: 'vpc-0bad000000000bad0',
      region: 'ap-northeast-1',
      cidrBlock: '10.66.0.0/16',
    },
    createdAt: clock.now(),
    visibleAt: clock.now(),
    expiresAt: clock.now() + 30 * 86_400_000,
    accepterTags: new Map(),
  });
}

/** One peering less, and the other one with another range: it must be deleted and made again. */
function changedWish(): Record<string, unknown> {
  const [first] = twoVpcs().peerings as object[];
  return twoVpcs({ peerings: [{ ...first, destinationCidrBlock: '172.21.0.0/24' }] });
}

/** What the world must be like for the wish that the record holds. */
const wishedBy = ({ peerings }: Wish): WishedWorld => ({
  ...wished,
  peerVpcIds: peerings.map(({ peerVpcId }) => peerVpcId),
  ranges: Object.fromEntries(peerings.map((one) => [one.peerVpcId, one.destinationCidrBlock])),
});

interface Wish {
  readonly peerings: readonly { readonly peerVpcId: string; readonly destinationCidrBlock: string }[];
}

interface ApiAnswer {
  readonly status: number;
  readonly body: Record<string, unknown> & {
    wish: Wish;
    run?: { error?: string; cause?: string; executionArn: string };
  };
}

class Player {
  readonly #sandbox: Sandbox;
  readonly #violations = new Set<string>();
  #before: readonly string[];
  #byHand = 0;
  #taken = false;

  constructor(sandbox: Sandbox) {
    this.#sandbox = sandbox;
    this.#before = foreignFacts(sandbox.world, wished);
  }

  async play(one: ChaosCase): Promise<Omit<Played, 'injected'>> {
    await this.#start(twoVpcs());
    for (const act of one.acts) await this.#act(act);
    const ended = await this.#ended();
    await this.#pass(quietMs);
    this.#audit('when all was over');
    this.#clearTheWay();
    await this.#continue(one.lastly);
    await this.#pass(quietMs);
    this.#audit('at the end');
    const faults = one.lastly === 'ready' ? unwished(this.#sandbox.world, wished) : this.#remains();
    for (const fault of faults) this.#violations.add(`at the end: ${fault}`);
    return { ended, violations: [...this.#violations] };
  }

  /** Whose route stands in the way takes it away. */
  #clearTheWay(): void {
    const { world } = this.#sandbox;
    for (const { table } of tables(world)) {
      const theirs = (one: { transitGatewayId?: string; destinationCidrBlock: string }) =>
        one.transitGatewayId === taker || (one.transitGatewayId && one.destinationCidrBlock === firstRange);
      for (const route of table.routes.filter(theirs)) table.routes.splice(table.routes.indexOf(route), 1);
    }
    this.#before = foreignFacts(world, wished);
    this.#taken = false;
  }

  /** Starts a network as `canal up` does: checks one that is ready, and asks again when the API says "not now". */
  async #start(network: Record<string, unknown>): Promise<void> {
    for (let tries = 0; tries < 5; tries += 1) {
      const { status, body } = await this.#api('POST', '/networks', network);
      if (status === 200 && body.state === 'ready') {
        const checked = await this.#api('POST', '/networks/two-vpcs/check');
        if (checked.body.asWished === false) await this.#api('POST', '/networks', network);
        if (checked.status < 500) return;
      } else if (status < 500) return;
      await this.#pass(1_000);
    }
  }

  async #act({ afterMs, act }: Act): Promise<void> {
    await this.#pass(afterMs);
    if (act === 'start') await this.#start(twoVpcs());
    if (act === 'start another wish') await this.#start(twoVpcs({ reconnect: 'none' }));
    if (act === 'change the wish') await this.#start(changedWish());
    if (act === 'start by hand') {
      this.#byHand += 1;
      const { machines } = this.#sandbox;
      const machine = machines.machine(this.#sandbox.environment().CANAL_PROVISION_MACHINE ?? '');
      if (machine) machines.start(machine, JSON.stringify(twoVpcs()), `by-hand-${this.#byHand}`);
    }
    if (act === 'remove') await this.#remove();
    if (act === 'take a route') this.#takeRoute();
    if (act === 'stop') {
      for (const execution of this.#executions()) {
        if (execution.status === 'RUNNING') execution.abort('Manual', 'stopped by hand');
      }
    }
    this.#audit(`after "${act}"`);
  }

  /** Waits for all executions, and says how the network stands. */
  async #ended(): Promise<Played['ended']> {
    for (const execution of this.#executions()) {
      const { status, error = '', cause = '' } = await this.#sandbox.machines.settled(execution.arn);
      if (status === 'TIMED_OUT') this.#violations.add('an execution did not end by itself');
      if (status !== 'FAILED') continue;
      if (!Object.hasOwn(errorKinds, error) && !ofAws.test(error)) {
        this.#violations.add(`an execution failed with ${error}: ${cause.slice(0, 200)}`);
      }
    }
    const { status, body } = await this.#api('GET', '/networks/two-vpcs');
    if (status === 200 && body.state === 'ready') {
      // What somebody took behind the run's back, only a check can see.
      const wishedNow = unwished(this.#sandbox.world, wishedBy(body.wish)).filter(
        (fault) => !this.#taken || !fault.startsWith('no way back'),
      );
      for (const fault of wishedNow) this.#violations.add(`the record says ready: ${fault}`);
      return 'as wished';
    }
    if (status === 200 && body.state === 'removed') {
      for (const fault of this.#remains()) this.#violations.add(`the record says removed: ${fault}`);
      return 'as wished';
    }
    if (status === 200 && body.state !== 'failed') this.#violations.add(`nothing runs, and the state is ${body.state}`);
    if (status === 200 && !body.run?.cause) this.#violations.add('a run has failed without a cause');
    return 'clean failure';
  }

  /** Asks for it again until it is ready, or removed, as a person would. */
  async #continue(lastly: ChaosCase['lastly']): Promise<void> {
    let last: ApiAnswer | undefined;
    for (let tries = 0; tries < 8; tries += 1) {
      if (lastly === 'ready') await this.#start(twoVpcs());
      else await this.#remove();
      await this.#ended();
      last = await this.#api('GET', '/networks/two-vpcs');
      // A start that never came through leaves nothing to remove.
      if (last.body.state === lastly || (lastly === 'removed' && last.status === 404)) return;
      await this.#pass(60_000);
    }
    this.#violations.add(`it could not be continued: ${last?.body.run?.error} ${last?.body.run?.cause?.slice(0, 300)}`);
  }

  /** Removes it as a person does: asks again when the API says "not now". */
  async #remove(): Promise<void> {
    for (let tries = 0; tries < 5; tries += 1) {
      const { status } = await this.#api('DELETE', '/networks/two-vpcs');
      if (status < 500) return;
      await this.#pass(1_000);
    }
  }

  /** What a removal has left, or given back otherwise than it was. */
  #remains(): string[] {
    const { world } = this.#sandbox;
    const air = world.groups.get(wished.groupId)?.configuration.SoracomAir ?? {};
    const same = JSON.stringify(Object.entries(air).sort()) === JSON.stringify(Object.entries(prior).sort());
    return [...remainsIn(world, wished), ...(same ? [] : [`the group was left with ${JSON.stringify(air)}`])];
  }

  /** Somebody leads a route of ours elsewhere: from then on it is theirs. */
  #takeRoute(): void {
    for (const { table } of tables(this.#sandbox.world)) {
      const index = table.routes.findIndex((one) => one.vpcPeeringConnectionId !== undefined);
      const route = table.routes[index];
      if (!route) continue;
      const { destinationCidrBlock } = route;
      table.routes[index] = { destinationCidrBlock, origin: 'CreateRoute', transitGatewayId: taker };
      this.#before = foreignFacts(this.#sandbox.world, wished);
      this.#taken = true;
      return;
    }
  }

  #audit(when: string): void {
    const { world } = this.#sandbox;
    for (const fault of audit(world, wished)) this.#violations.add(`${when}: ${fault}`);
    const now = new Set(foreignFacts(world, wished));
    const gone = this.#before.filter((fact) => !now.has(fact));
    const come = [...now].filter((fact) => !this.#before.includes(fact));
    for (const fact of [...gone, ...come]) this.#violations.add(`${when}: something foreign was touched: ${fact}`);
  }

  #executions(): Execution[] {
    const { machines } = this.#sandbox;
    return machines.machines().flatMap((machine) => [...machines.executions(machine)]);
  }

  #pass(ms: number): Promise<void> {
    const { clock } = this.#sandbox;
    return clock.turn(() => clock.sleep(ms));
  }

  async #api(method: string, path: string, body?: unknown): Promise<ApiAnswer> {
    const init =
      body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    const answer = await this.#sandbox.fetch(path, { method, ...init });
    return { status: answer.status, body: (await answer.json()) as ApiAnswer['body'] };
  }
}
