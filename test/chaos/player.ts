import { errorKinds } from '../../src/canal/errors.ts';
import type { BusEvent } from '../../src/sandbox/events-api/buses.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { audit, foreignFacts, remainsIn, unwished, type WishedWorld } from '../support/audit.ts';
import { placeRemains } from '../support/place-audit.ts';
import type { Act, ChaosCase } from './chaos-case.ts';
import { type ToldCost, undercount } from './closing-cost.ts';
import { type ApiAnswer, Deeds } from './deeds.ts';
import { dnsHost, type Subject, subjectOf, type WishedPeering } from './subject.ts';

/** How the network stood when the faults and the acts were over: before anybody continued it. */
export type Ended = 'as wished' | 'clean failure';

/** What the group has before anything is begun, and after a removal. */
const prior = { useCustomDns: false, userdata: 'kept-as-it-is' };
/** What AWS itself ends a step with: it crashed, hung, or its role lacks a permission. Other names are bugs: TypeError, States.Runtime. */
const ofAws = /^(Lambda|Runtime|Sandbox)\.|^States\.Timeout$|^AccessDeniedException$/;
/** What is not as wished while nobody has looked yet, once somebody has meddled. */
const ofMeddling = /^(no (way back|active peering)|there is not one VPG|the interface is behind another)/;
/** Longer than any function runs and any doubt lasts: what was under way has happened. */
const quietMs = 900_000;

/** Plays one case in a sandbox, and looks at the world alone. */
export class Player {
  readonly #sandbox: Sandbox;
  readonly #case: ChaosCase;
  readonly #subject: Subject;
  readonly #deeds: Deeds;
  readonly #violations = new Set<string>();
  readonly #events: BusEvent[] = [];
  /** What is to be done in the middle of calls, and how many of each call have come. */
  #awaited: Act[] = [];
  readonly #calls = new Map<string, number>();
  readonly #underWay = new Set<Promise<void>>();
  #foreign: readonly string[];

  constructor(sandbox: Sandbox, one: ChaosCase) {
    this.#sandbox = sandbox;
    this.#case = one;
    this.#subject = subjectOf(one);
    this.#deeds = new Deeds(sandbox, this.#subject);
    this.#foreign = foreignFacts(sandbox.world, this.#wished());
    sandbox.buses.onEvent((_, event) => this.#events.push(event));
  }

  /** A call is on its way: who waits for it acts now, in a turn that comes before the call's effect. */
  heard(call: string): void {
    const count = this.#calls.get(call) ?? 0;
    this.#calls.set(call, count + 1);
    const now = this.#awaited.filter(({ at }) => 'call' in at && at.call === call && at.after === count);
    if (now.length === 0) return;
    this.#awaited = this.#awaited.filter((act) => !now.includes(act));
    for (const act of now) {
      const doing = this.#act(act).finally(() => this.#underWay.delete(doing));
      this.#underWay.add(doing);
    }
  }

  /** Plays the case to its end and beyond: then the network is asked for again until it is as people want it. */
  async play(): Promise<{ ended: Ended; violations: readonly string[] }> {
    const { acts, lastly, network, lasting } = this.#case;
    this.#awaited = acts.filter(({ at }) => 'call' in at);
    if (network === 'names') await this.#deeds.registerHost();
    await this.#deeds.start(this.#subject.wish());
    for (const act of acts) {
      if ('call' in act.at) continue;
      await this.#deeds.pass(act.at.afterMs);
      await this.#act(act);
    }
    const ended = await this.#ended();
    this.#awaited = [];
    await this.#deeds.pass(quietMs);
    await this.#settled();
    this.#audit('when all was over');
    this.#deeds.clearTheWay();
    this.#foreign = foreignFacts(this.#sandbox.world, this.#wished());
    await this.#continue(lastly);
    // A VPG that was lost leaves routes for a range that nobody has any more. A run looks after its own range: a sweep finds them.
    if (this.#deeds.lostVpg && lastly === 'ready') await this.#deeds.sweepAway();
    await this.#deeds.pass(quietMs);
    this.#audit('at the end');
    const faults = lastly === 'ready' ? unwished(this.#sandbox.world, this.#wished()) : this.#remains();
    for (const fault of faults) this.#violations.add(`at the end: ${fault}`);
    // What the world alone says and what a check says must be the same.
    if (lastly === 'ready' && faults.length === 0) {
      for (const one of await this.#differences()) this.#violations.add(`as wished, but a check says ${one}`);
    }
    if (lasting) this.#lookForUntold();
    return { ended, violations: [...this.#violations] };
  }

  async #act({ deed }: Act): Promise<void> {
    await this.#deeds.do(deed);
    // What somebody else has changed meanwhile is theirs.
    if (this.#deeds.meddled) this.#foreign = foreignFacts(this.#sandbox.world, this.#wished());
    this.#audit(`after "${deed}"`);
  }

  /** Waits for all that is under way and for all executions, those that are begun meanwhile, too. */
  async #settled(): Promise<void> {
    const { machines } = this.#sandbox;
    for (;;) {
      await Promise.all(this.#underWay);
      const running = this.#deeds.executions().filter(({ status }) => status === 'RUNNING');
      if (running.length === 0 && this.#underWay.size === 0) return;
      for (const { arn } of running) await machines.settled(arn);
    }
  }

  /** Waits for all executions, and says how the network stands. */
  async #ended(): Promise<Ended> {
    await this.#settled();
    for (const { status, texts } of this.#deeds.executions()) {
      const { error = '', cause = '' } = texts;
      if (status === 'TIMED_OUT') this.#violations.add('an execution did not end by itself');
      if (status === 'FAILED' && !Object.hasOwn(errorKinds, error) && !ofAws.test(error))
        this.#violations.add(`an execution failed with ${error}: ${cause.slice(0, 200)}`);
    }
    const { status, body } = await this.#network();
    if (status !== 200) return 'clean failure';
    if (body.state === 'ready') {
      // What somebody changed behind the run's back, only a check can see.
      const faults = unwished(this.#sandbox.world, this.#wished(body.wish.peerings));
      const seen = this.#deeds.meddled ? faults.filter((fault) => !ofMeddling.test(fault)) : faults;
      for (const fault of seen) this.#violations.add(`the record says ready: ${fault}`);
      return 'as wished';
    }
    if (body.state === 'removed') {
      for (const fault of this.#remains()) this.#violations.add(`the record says removed: ${fault}`);
      const low = this.#undercount(body);
      if (low) this.#violations.add(low);
      return 'as wished';
    }
    if (body.state !== 'failed') this.#violations.add(`nothing runs, and the state is ${body.state}`);
    if (!body.run?.cause) this.#violations.add('a run has failed without a cause');
    if (body.run?.run === 1 && /This run was undone/.test(body.run.cause)) {
      for (const fault of this.#remains()) this.#violations.add(`the run says undone: ${fault}`);
    }
    return 'clean failure';
  }

  /** Asks for it again until it is ready, or removed, as a person would. */
  async #continue(lastly: ChaosCase['lastly']): Promise<void> {
    let last: ApiAnswer | undefined;
    for (let tries = 0; tries < 8; tries += 1) {
      if (lastly === 'ready') await this.#deeds.start(this.#subject.wish());
      else await this.#deeds.remove();
      await this.#ended();
      last = await this.#network();
      // A start that never came through leaves nothing to remove.
      if (last.body.state === lastly || (lastly === 'removed' && last.status === 404)) return;
      await this.#deeds.pass(60_000);
    }
    this.#violations.add(`it could not be continued: ${last?.body.run?.error} ${last?.body.run?.cause?.slice(0, 300)}`);
  }

  /** What a check says differs. SIMs that SORACOM refused to disconnect are late in a run that is ready: the next one asks them again. */
  async #differences(): Promise<string[]> {
    const found = await this.#deeds.differences();
    if (!found.some((one) => one.startsWith('sims-elsewhere'))) return found;
    await this.#deeds.start(this.#subject.wish());
    await this.#ended();
    return this.#deeds.differences();
  }

  #network(): Promise<ApiAnswer> {
    return this.#deeds.api('GET', `/networks/${this.#subject.name}`);
  }

  #wished(peerings?: readonly WishedPeering[]): WishedWorld {
    return this.#subject.wished(this.#sandbox.world, peerings);
  }

  /** What a removal has left, or given back otherwise than it was. */
  #remains(): string[] {
    const { world } = this.#sandbox;
    const { groupId, network, stack } = this.#wished();
    const air = world.groups.get(groupId)?.configuration.SoracomAir ?? {};
    const same = JSON.stringify(Object.entries(air).sort()) === JSON.stringify(Object.entries(prior).sort());
    return [
      ...remainsIn(world, { network, stack }),
      ...placeRemains(world, { network, stack, host: dnsHost }),
      ...(same ? [] : [`the group was left with ${JSON.stringify(air)}`]),
    ];
  }

  /** By how much the closing cost is too low. Prices that people have set are another sum. */
  #undercount({ run, warnings }: { run?: { cost?: ToldCost }; warnings: { message: string }[] }): string | undefined {
    if (this.#case.acts.some(({ deed }) => deed === 'change a setting')) return undefined;
    const unheard = warnings.filter(({ message }) => message.includes("only SORACOM's bill tells")).length;
    return undercount(this.#sandbox.world, this.#wished(), run?.cost, unheard);
  }

  #audit(when: string): void {
    const { world } = this.#sandbox;
    const { broken } = this.#deeds;
    // A route to what an owner has deleted is nobody's fault until somebody can have looked.
    const faults = audit(world, this.#wished()).filter((fault) => ![...broken].some((id) => fault.includes(id)));
    for (const fault of faults) this.#violations.add(`${when}: ${fault}`);
    const now = new Set(foreignFacts(world, this.#wished()));
    const gone = this.#foreign.filter((fact) => !now.has(fact));
    const come = [...now].filter((fact) => !this.#foreign.includes(fact));
    for (const fact of [...gone, ...come]) this.#violations.add(`${when}: something foreign was touched: ${fact}`);
  }

  /** The end of every run is told to the bus, or waits where people look for what could not be served. */
  #lookForUntold(): void {
    const { queues } = this.#sandbox;
    const dead = queues.byName.get('canal-sandbox-dead-letters');
    const told = [
      ...this.#events.map(({ source, detail }) => (source === 'canal.workflow' ? JSON.stringify(detail) : '')),
    ];
    const waiting = dead ? queues.kept(dead).map(({ body }) => body) : [];
    for (const { arn } of this.#deeds.executions()) {
      if (![...told, ...waiting].some((text) => text.includes(arn)))
        this.#violations.add(`the end of ${arn} was told to nobody`);
    }
  }
}
