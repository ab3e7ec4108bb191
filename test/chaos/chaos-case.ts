/** What a service or a function does instead of answering: as a fault file says it. */
export type Fault = Readonly<Record<string, unknown>>;

/** One fault: the so-manieth call of an operation meets it. */
export interface Planned {
  readonly call: string;
  /** How many calls of the operation go well before. */
  readonly after: number;
  readonly fault: Fault;
}

/**
 * When somebody acts: so many ms after what was done before; or in the middle of a run, as the so-manieth call of an operation
 * is on its way: after all that its function has done before, and before this call has its effect.
 */
export type Moment = { readonly afterMs: number } | { readonly call: string; readonly after: number };

/** All that somebody may do while a run is in progress. */
export const deeds = [
  'start',
  'start another wish',
  'start with undoing',
  'change the wish',
  'start by hand',
  'ask by an event',
  'stop',
  'stop and start',
  'remove',
  'take a route',
  'break a peering',
  'terminate the VPG',
  'check',
  'sweep',
  'sweep and remove',
  'look around',
  'change a setting',
  'let the schedules run',
] as const;

/** What somebody does in a life of its own alone, because there is only one network whose calls it changes. */
export const rareDeeds = ['take off the guard'] as const;

/** What somebody does, and when. */
export interface Act {
  readonly at: Moment;
  readonly deed: (typeof deeds)[number] | (typeof rareDeeds)[number];
}

/** One case: what the world is like, what goes wrong, and what people do. */
export interface ChaosCase {
  readonly seed: number;
  /** Two VPCs and a DNS server of a customer's; or one VPC, and names on a DNS host. */
  readonly network: 'two-vpcs' | 'names';
  /** Whether schedules fire and events tell how runs end, as in an installation that lives on. */
  readonly lasting: boolean;
  readonly behaviour: Readonly<Record<string, number | boolean>>;
  /** Somebody's route stands where ours belongs; whose it is takes it away before the network is continued. */
  readonly routeInTheWay: boolean;
  readonly faults: readonly Planned[];
  readonly acts: readonly Act[];
  /** What people want in the end: the network, or nothing of it. */
  readonly lastly: 'ready' | 'removed';
}

/** A case in which nothing goes wrong. */
export const calm: ChaosCase = {
  seed: 1,
  network: 'two-vpcs',
  lasting: false,
  behaviour: {},
  routeInTheWay: false,
  faults: [],
  acts: [],
  lastly: 'ready',
};

/** The case as a fault file. Of faults of one call each has its own place in the row of that call's outcomes. */
export function faultFile({ faults }: ChaosCase): { faults: Record<string, unknown[]> } {
  const file: Record<string, unknown[]> = {};
  for (const { call, after, fault } of faults) {
    file[call] = [...(file[call] ?? []), ...Array.from({ length: after }, () => 'ok'), fault];
  }
  return { faults: file };
}
