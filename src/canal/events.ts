import * as z from 'zod/mini';
import { NotLookedAt } from './comparison.ts';
import { Difference } from './drift.ts';
import {
  CostFigures,
  ExecutionFields,
  Exists,
  FaultShape,
  HourlyCost,
  StandingPeering,
  Time,
  WholeCost,
} from './event-shapes.ts';
import { madeOnce } from './made-once.ts';
import { NetworkName } from './network-name.ts';
import { Finding } from './sweep.ts';

/** The source of what we tell. Only our own functions put events of it: the bus refuses them from anybody else. */
export const toldSource = 'canal.workflow';

/** Every event that we tell, by its detail type: when, and the shape of its detail, which is made when one is told. */
export const toldKinds = {
  'Network Ready': {
    source: toldSource,
    when: 'A run has made a network true.',
    detail: madeOnce(() =>
      z.strictObject({
        network: NetworkName,
        ...ExecutionFields(),
        vpgId: z.string(),
        peerings: z
          .array(z.strictObject({ name: z.string(), peeringId: z.string() }))
          .check(z.describe('each that stands; dns-host is the one to the DNS host')),
        cost: HourlyCost(),
      }),
    ),
  },
  'Network Failed': {
    source: toldSource,
    when: 'A run has failed, was stopped or was cut off: one event for each execution, also for one that was killed.',
    detail: madeOnce(() =>
      z.strictObject({
        network: z.exactOptional(z.string()).check(z.describe('absent if the input of the execution names none')),
        kind: z.enum(['provision', 'remove']).check(z.describe('what the run was to do')),
        ...ExecutionFields(),
        status: z.enum(['FAILED', 'TIMED_OUT', 'ABORTED']).check(z.describe('of the execution')),
        error: z.string().check(z.describe('a name of docs/errors.md, or of AWS')),
        step: z.exactOptional(z.string()).check(z.describe('the state in which it happened, if that is known')),
        message: z.string().check(z.describe('the whole story, for people')),
        exists: z.exactOptional(Exists()),
        cost: z.exactOptional(HourlyCost()),
      }),
    ),
  },
  'Network Removed': {
    source: toldSource,
    when: 'A run has removed all that was made for a network.',
    detail: madeOnce(() =>
      z.strictObject({
        network: NetworkName,
        ...ExecutionFields(),
        cost: z.exactOptional(WholeCost()),
      }),
    ),
  },
  'Network Request Refused': {
    source: toldSource,
    when: 'An event asked for something that cannot be: it goes to the queue of refused requests as well.',
    detail: madeOnce(() =>
      z.strictObject({
        requestId: z.string().check(z.describe('the id of the event that asked')),
        requested: z.string().check(z.describe('its detail type')),
        requestedAt: Time(),
        network: z.exactOptional(z.string()).check(z.describe('the name, if one could be read')),
        error: z.string().check(z.describe('a name of docs/errors.md')),
        message: z.string(),
        faults: z
          .array(FaultShape())
          .check(z.describe('each field that is not right; empty if the fault is in no field')),
        request: z
          .optional(z.unknown())
          .check(z.describe('the detail as it came, to be corrected; absent if it is larger than 64 KiB')),
      }),
    ),
  },
  'Network Drifted': {
    source: toldSource,
    when: 'A check has found a network otherwise than wished: once for the same differences, and again when others come.',
    detail: madeOnce(() =>
      z.strictObject({
        network: NetworkName,
        since: Time().check(z.describe('when these very differences were first seen')),
        differences: z.array(Difference()).check(z.describe('each with its mend; the kinds stand in docs/drift.md')),
        more: z.int().check(z.describe('how many more there are than are told here')),
        notLookedAt: z.array(NotLookedAt()).check(z.describe('what the check has passed over, and why')),
      }),
    ),
  },
  'Sweep Reported': {
    source: toldSource,
    when: 'A sweep has found what was left behind; a sweep over many networks tells it in parts.',
    detail: madeOnce(() =>
      z.strictObject({
        stack: z.string().check(z.describe('account/Region/stage')),
        findings: z
          .array(Finding())
          .check(z.describe('each with its cost and its mend; the kinds stand in docs/sweep.md')),
        more: z.int().check(z.describe('how many more there are than are told here')),
        whole: z.boolean().check(z.describe('false while parts are to follow')),
      }),
    ),
  },
  'Peering Expiring': {
    source: toldSource,
    when: 'A peering that nobody has accepted ends within two days: once for each peering.',
    detail: madeOnce(() =>
      z.strictObject({
        network: NetworkName,
        peering: z.string().check(z.describe('its name in the network file')),
        ...StandingPeering(),
        peerRegion: z.string(),
        expiresAt: Time(),
      }),
    ),
  },
  'Cost Reported': {
    source: toldSource,
    when: 'An hour is over: what it cost, once for each hour, also for those that were missed and are caught up.',
    detail: madeOnce(() =>
      z.strictObject({
        hour: Time().check(z.describe('the beginning of the UTC hour')),
        currency: z.enum(['JPY', 'USD']),
        total: CostFigures().check(z.describe('all VPGs and peerings of the operator, tax-exclusive')),
        unmanaged: CostFigures().check(z.describe('of these, what no network of this installation owns')),
        networks: z
          .array(z.extend(CostFigures(), { network: z.string() }))
          .check(z.describe('those that cost something this month, the dearest first; 100 at most')),
        networksLeftOut: z.int().check(z.describe('how many more there are')),
      }),
    ),
  },
  'Cost Alert': {
    source: toldSource,
    when: 'Something about costs that people should know: each once in its month or day.',
    detail: madeOnce(() =>
      z.strictObject({
        hour: Time().check(z.describe('the beginning of the hour at whose end it held')),
        kind: z.enum([
          'over-budget',
          'over-budget-by-forecast',
          'unfinished-network',
          'awaiting-acceptance',
          'dead-peering',
          'idle-vpg',
          'unmanaged-vpg',
        ]),
        subject: z.string().check(z.describe("the network's name, the id of a VPG or a peering, or all")),
        network: z.exactOptional(z.string()),
        period: z.string().check(z.describe('the UTC month (YYYY-MM) or day in which it is told once')),
        message: z.string().check(z.describe('what is the case, and what to do')),
      }),
    ),
  },
} as const satisfies Record<string, { source: string; when: string; detail: () => z.ZodMiniType }>;

type ToldType = keyof typeof toldKinds;

/** An event that we put on our bus. */
export type CanalEvent = {
  [Type in ToldType]: { readonly type: Type; readonly detail: z.input<ReturnType<(typeof toldKinds)[Type]['detail']>> };
}[ToldType];
