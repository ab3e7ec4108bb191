import { PassingTime } from './passing-time.ts';
import { type Sleeper, Sleepers } from './sleepers.ts';
import { type Limit, type Timer, type Turn, turnOf } from './turn.ts';

/** How sandbox time passes: `skip` jumps to the next timer; a number is seconds of sandbox time per real second. */
export type Pace = 'skip' | number;

const never = new Promise<never>(() => undefined);

/**
 * The sandbox's time, in milliseconds since the epoch.
 *
 * Work is done in turns, one at a time, first come first served; a turn that sleeps is given up and taken again. So what
 * happens depends on due times and on the order of asking alone, never on how fast this machine is. Sleepers wake by
 * (due, order of going to sleep). At pace `skip` time stands while a turn is taken and jumps when none is; with nobody
 * asleep it stands still until `advance`. At a numeric pace it runs, that many times as fast as real time, and no faster
 * than real time while a turn is taken or the real network is asked.
 */
export class Clock {
  readonly pace: Pace;
  readonly #time: PassingTime;
  #turn: Turn | undefined;
  /** How many turns wait for the real network, and how many serve a request that came in over it. */
  #outside = 0;
  #guests = 0;
  #passing = false;
  #wakeUp: ReturnType<typeof setTimeout> | undefined;
  readonly #ready: { readonly turn: Turn; readonly go: () => void }[] = [];
  readonly #sleepers = new Sleepers();

  constructor(start: number, pace: Pace = 'skip') {
    this.#time = new PassingTime(start, pace === 'skip' ? 0 : pace, Date.now);
    this.pace = pace;
  }

  /** The sandbox's time now, in whole milliseconds since the epoch. */
  now(): number {
    return Math.floor(this.#time.now());
  }

  /** Moves time forward to a moment by hand; life cycles are computed from `now()` when they are read. Never backward. */
  advance(to: number): void {
    if (to <= this.now()) return;
    this.#time.put(to);
    this.#pass();
  }

  /**
   * Runs work in a turn of its own. With a limit, rejects once the work has slept longer; its sleeps then never end.
   * `fromOutside` marks work that came in over a socket: its sender may be waited for in the middle of another turn.
   */
  async turn<T>(work: () => Promise<T>, limit?: Limit, fromOutside = false): Promise<T> {
    const { promise: expired, reject } = Promise.withResolvers<never>();
    const turn = turnOf(limit, reject);
    if (fromOutside) this.#guests += 1;
    await this.#take(turn);
    try {
      return await Promise.race([work(), expired]);
    } finally {
      if (fromOutside) this.#guests -= 1;
      this.#leave(turn);
    }
  }

  /** Gives the turn up for some sandbox time, then takes it again. Never ends when the turn's limit comes first. */
  async sleep(ms: number): Promise<void> {
    const turn = this.#current('sleep');
    const late = ms > turn.left;
    const length = late ? turn.left : Math.max(0, ms);
    turn.left -= length;
    if (length === Number.POSITIVE_INFINITY) {
      this.#leave(turn);
      return never;
    }
    const woken = new Promise<void>((wake) => {
      this.#insert({ due: this.now() + length, wake });
    });
    this.#leave(turn);
    await woken;
    if (late) turn.expire();
    return late ? never : this.#take(turn);
  }

  /** Ends the turn in progress with an error, in the middle of its work: nothing of that goes on. */
  end(error: Error): Promise<never> {
    this.#current('end').end(error);
    return never;
  }

  /** Gives the turn up while other turns do what is awaited, then takes it again. */
  async release<T>(work: Promise<T>): Promise<T> {
    const turn = this.#current('release');
    this.#leave(turn);
    try {
      return await work;
    } finally {
      await this.#take(turn);
    }
  }

  /** Gives the turn up while the real network is asked; time does not jump meanwhile. A limit is then real time too. */
  async outside<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#current('outside');
    this.#outside += 1;
    this.#leave(turn);
    const timeout = Number.isFinite(turn.left) ? setTimeout(turn.expire, turn.left) : undefined;
    try {
      return await work();
    } finally {
      clearTimeout(timeout);
      this.#outside -= 1;
      if (turn.over) this.#pass();
      await (turn.over ? never : this.#take(turn));
    }
  }

  /** A timer beside the turns. Time moves to it until it is cancelled; one in the background passes when time comes by. */
  timer(ms: number, kind: Pick<Sleeper, 'background'> = {}): Timer {
    let wake = (): void => undefined;
    const passed = new Promise<void>((resolve) => {
      wake = resolve;
    });
    const sleeper: Sleeper = { due: this.now() + Math.max(0, ms), wake, ...kind };
    this.#insert(sleeper);
    return { passed, cancel: () => this.#sleepers.remove(sleeper) };
  }

  /** Stops the real timer of a running clock, so that the process can end. */
  stop(): void {
    clearTimeout(this.#wakeUp);
    this.#sleepers.clear();
  }

  #current(what: string): Turn {
    if (!this.#turn) throw new Error(`clock.${what} was called outside a turn.`);
    return this.#turn;
  }

  #take(turn: Turn): Promise<void> {
    if (this.#turn) return new Promise((go) => this.#ready.push({ turn, go }));
    this.#turn = turn;
    this.#time.work(true);
    return Promise.resolve();
  }

  #leave(turn: Turn): void {
    if (this.#turn !== turn) return;
    const next = this.#ready.shift();
    this.#turn = next?.turn;
    if (next) next.go();
    else this.#pass();
  }

  #insert(sleeper: Sleeper): void {
    this.#sleepers.add(sleeper);
    if (!this.#turn) this.#pass();
  }

  /** Lets time pass once everything that the last turn set off has had its say. */
  #pass(): void {
    this.#time.work(this.#works());
    if (this.#passing) return;
    this.#passing = true;
    setImmediate(() => {
      this.#passing = false;
      if (this.pace === 'skip') this.#jump();
      else this.#wait();
    });
  }

  /** Whether time is to wait. For an answer of the real network too, unless that asks us and waits for what sleeps here. */
  #works(): boolean {
    return this.#turn !== undefined || (this.#outside > 0 && this.#guests === 0);
  }

  #jump(): void {
    const next = this.#sleepers.next();
    if (this.#works() || !next) return;
    if (next.due > this.now() && !this.#sleepers.pulls()) return;
    this.#sleepers.remove(next);
    this.#time.put(Math.max(this.now(), next.due));
    next.wake();
    this.#pass();
  }

  #wait(): void {
    clearTimeout(this.#wakeUp);
    const next = this.#sleepers.next();
    if (!next) return;
    const ms = (next.due - this.now()) / this.#time.rate();
    if (ms > 0) {
      this.#wakeUp = setTimeout(() => this.#wait(), ms);
      return;
    }
    this.#sleepers.remove(next);
    next.wake();
    this.#pass();
  }
}
