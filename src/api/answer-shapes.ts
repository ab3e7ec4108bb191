import * as z from 'zod/mini';
import { LookedAt, NotLookedAt } from '../canal/comparison.ts';
import { Difference } from '../canal/drift.ts';
import { Network } from '../canal/network.ts';
import { Finding as SweepFinding } from '../canal/sweep.ts';
import { costShapes } from './cost-shapes.ts';
import { dnsHostShapes } from './dns-host-shapes.ts';
import { planShapes } from './plan-shapes.ts';
import { Cost, Cursor, Fault, Finding, Time } from './shape-parts.ts';

/*
 * What the API answers, for the OpenAPI document. A test holds every answer against it, in both directions: a field that
 * is not named here is a fault of the answer.
 */

const TotalCost = z.strictObject({
  currency: z.enum(['JPY', 'USD']),
  total: z.number(),
  unknown: z.array(z.string()).check(z.meta({ description: 'What was charged beyond it, and is not known.' })),
  taxExclusive: z.literal(true),
});

const Run = z.strictObject({
  run: z.int(),
  kind: z.exactOptional(z.enum(['provision', 'remove'])).check(z.meta({ description: 'Absent: provision.' })),
  force: z.exactOptional(z.literal(true)),
  executionArn: z.string(),
  askedBy: z.string(),
  outcome: z.enum(['running', 'ready', 'failed', 'removed']),
  error: z.exactOptional(z.string()),
  step: z.exactOptional(z.string()),
  cause: z.exactOptional(z.string()),
  untouched: z
    .exactOptional(z.literal(true))
    .check(z.meta({ description: 'Of a failed removal that had not removed or changed anything yet.' })),
  cost: z.exactOptional(TotalCost).check(
    z.meta({
      description: 'Of a removal that has come to its end: what the network has cost in all.',
    }),
  ),
  startedAt: Time,
  endedAt: z.exactOptional(Time),
});

const DriftView = z.strictObject({ since: Time, differences: z.array(Difference()), more: z.int() });

const State = z.enum(['provisioning', 'ready', 'failed', 'removing', 'removed']);

const AskedAt = z
  .exactOptional(z.number())
  .check(
    z.meta({ description: 'When SORACOM was asked to create it, ms since 1970; there while no answer has come.' }),
  );

const Peering = z.strictObject({
  name: z.string(),
  made: z.boolean(),
  askedAt: AskedAt,
  peeringId: z.exactOptional(z.string()),
  peerOwnerId: z.string(),
  peerVpcId: z.string(),
  peerRegion: z.string(),
  destinationCidrBlock: z.string(),
  routes: z.array(z.strictObject({ routeTableId: z.string(), destinationCidrBlock: z.string(), made: z.boolean() })),
});

const Account = z.strictObject({
  accountId: z.string(),
  roleArn: z.string(),
  externalIdSet: z.boolean().check(z.meta({ description: 'The ExternalId itself is never told.' })),
  source: z.enum(['table', 'settings']),
  changedBy: z.exactOptional(z.string()),
  changedAt: z.exactOptional(Time),
});

/** The shapes of all answers by their names in the OpenAPI document. */
export const answerShapes = {
  Started: z.strictObject({
    name: z.string(),
    state: State,
    run: z.int(),
    executionArn: z.string(),
    begun: z.boolean().check(z.meta({ description: 'Whether this request has begun the run.' })),
    drift: z.exactOptional(
      DriftView.check(
        z.meta({ description: 'What a check had found before; without a run begun, a run could do nothing about it.' }),
      ),
    ),
  }),
  NetworkPage: z.strictObject({
    networks: z.array(z.strictObject({ name: z.string(), state: State, cost: Cost, run: z.exactOptional(Run) })),
    cursor: z.exactOptional(Cursor),
  }),
  NetworkView: z.strictObject({
    name: z.string(),
    state: State,
    wish: Network,
    vpg: z.exactOptional(
      z.strictObject({ vpgId: z.string(), made: z.boolean(), vpgSubnetCidrRange: z.exactOptional(z.string()) }),
    ),
    vpgAskedAt: AskedAt,
    peerings: z.array(Peering),
    airGroup: z.exactOptional(z.strictObject({ groupId: z.string(), prior: z.record(z.string(), z.unknown()) })),
    sims: z.exactOptional(z.strictObject({ reconnected: z.int(), offline: z.int(), late: z.int() })),
    warnings: z.array(Finding),
    drift: z.exactOptional(
      DriftView.check(z.meta({ description: 'What the last check has found otherwise than wished.' })),
    ),
    cost: Cost,
    run: z.exactOptional(Run),
  }),
  Checked: z.strictObject({
    name: z.string(),
    stack: z.string(),
    asWished: z.boolean(),
    checkedAt: Time,
    since: z.exactOptional(Time).check(z.meta({ description: 'When these very differences were first seen.' })),
    differences: z.array(Difference()),
    more: z.int().check(z.meta({ description: 'How many more there are than are told here.' })),
    lookedAt: LookedAt().check(z.meta({ description: 'How many of each were looked at.' })),
    notLookedAt: z
      .array(NotLookedAt())
      .check(z.meta({ description: 'What was passed over, and why: asWished says nothing about it.' })),
  }),
  Swept: z.strictObject({
    stack: z.string(),
    findings: z.array(SweepFinding()),
    cursor: z.exactOptional(Cursor),
  }),
  EventPage: z.strictObject({
    run: z.int(),
    events: z.array(
      z.strictObject({
        id: z.int(),
        at: Time,
        kind: z.enum(['started', 'succeeded', 'attempt failed', 'waiting', 'ready', 'removed', 'failed']),
        step: z.exactOptional(z.string()),
        peering: z.exactOptional(z.string()),
        error: z.exactOptional(z.string()),
        message: z.exactOptional(z.string()),
      }),
    ),
    cursor: Cursor,
    ended: z.boolean().check(z.meta({ description: 'Nothing more will come.' })),
  }),
  Audit: z.strictObject({
    name: z.string(),
    entries: z.array(
      z.strictObject({
        run: z.int(),
        askedBy: z.string(),
        askedAt: Time,
        what: z.enum(['provision', 'remove']),
        outcome: z.enum(['running', 'ready', 'failed', 'removed']),
        error: z.exactOptional(z.string()),
        endedAt: z.exactOptional(Time),
        executionArn: z.string(),
      }),
    ),
    kept: z.int(),
    forgotten: z.int().check(z.meta({ description: 'How many earlier runs the record does not keep any more.' })),
  }),
  ...planShapes,
  ...costShapes,
  Account,
  AccountPage: z.strictObject({ accounts: z.array(Account), cursor: z.exactOptional(Cursor) }),
  AccountRemoved: z.strictObject({
    accountId: z.string(),
    registered: z.boolean().check(z.meta({ description: "Whether the deployment's settings still name it." })),
  }),
  ...dnsHostShapes,
  OpenApi: z.looseObject({ openapi: z.string() }),
  Problem: z.strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    error: z
      .exactOptional(z.string())
      .check(z.meta({ description: 'Which error it is, by its name; absent of a fault of ours.' })),
    faults: z.exactOptional(z.array(Fault)),
  }),
  GatewayMessage: z.strictObject({ message: z.string() }),
} as const;
