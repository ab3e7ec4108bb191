import * as z from 'zod';
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
  unknown: z.array(z.string()).meta({ description: 'What was charged beyond it, and is not known.' }),
  taxExclusive: z.literal(true),
});

const Run = z.strictObject({
  run: z.int(),
  kind: z.enum(['provision', 'remove']).exactOptional().meta({ description: 'Absent: provision.' }),
  force: z.literal(true).exactOptional(),
  executionArn: z.string(),
  askedBy: z.string(),
  outcome: z.enum(['running', 'ready', 'failed', 'removed']),
  error: z.string().exactOptional(),
  step: z.string().exactOptional(),
  cause: z.string().exactOptional(),
  untouched: z
    .literal(true)
    .exactOptional()
    .meta({ description: 'Of a failed removal that had not removed or changed anything yet.' }),
  cost: TotalCost.exactOptional().meta({
    description: 'Of a removal that has come to its end: what the network has cost in all.',
  }),
  startedAt: Time,
  endedAt: Time.exactOptional(),
});

const State = z.enum(['provisioning', 'ready', 'failed', 'removing', 'removed']);

const Peering = z.strictObject({
  name: z.string(),
  made: z.boolean(),
  askedAt: z.number().exactOptional(),
  peeringId: z.string().exactOptional(),
  peerOwnerId: z.string(),
  peerVpcId: z.string(),
  peerRegion: z.string(),
  destinationCidrBlock: z.string(),
  routes: z.array(z.strictObject({ routeTableId: z.string(), destinationCidrBlock: z.string(), made: z.boolean() })),
});

const Account = z.strictObject({
  accountId: z.string(),
  roleArn: z.string(),
  externalIdSet: z.boolean().meta({ description: 'The ExternalId itself is never told.' }),
  source: z.enum(['table', 'settings']),
  changedBy: z.string().exactOptional(),
  changedAt: Time.exactOptional(),
});

/** The shapes of all answers by their names in the OpenAPI document. */
export const answerShapes = {
  Started: z.strictObject({
    name: z.string(),
    state: State,
    run: z.int(),
    executionArn: z.string(),
    begun: z.boolean().meta({ description: 'Whether this request has begun the run.' }),
  }),
  NetworkPage: z.strictObject({
    networks: z.array(z.strictObject({ name: z.string(), state: State, cost: Cost, run: Run.exactOptional() })),
    cursor: Cursor.exactOptional(),
  }),
  NetworkView: z.strictObject({
    name: z.string(),
    state: State,
    wish: Network,
    vpg: z
      .strictObject({ vpgId: z.string(), made: z.boolean(), vpgSubnetCidrRange: z.string().exactOptional() })
      .exactOptional(),
    peerings: z.array(Peering),
    airGroup: z.strictObject({ groupId: z.string(), prior: z.record(z.string(), z.unknown()) }).exactOptional(),
    sims: z.strictObject({ reconnected: z.int(), offline: z.int(), late: z.int() }).exactOptional(),
    warnings: z.array(Finding),
    drift: z
      .strictObject({ since: Time, differences: z.array(Difference), more: z.int() })
      .meta({ description: 'What the last check has found otherwise than wished.' })
      .exactOptional(),
    cost: Cost,
    run: Run.exactOptional(),
  }),
  Checked: z.strictObject({
    name: z.string(),
    stack: z.string(),
    asWished: z.boolean(),
    checkedAt: Time,
    since: Time.exactOptional().meta({ description: 'When these very differences were first seen.' }),
    differences: z.array(Difference),
    more: z.int().meta({ description: 'How many more there are than are told here.' }),
    lookedAt: LookedAt.meta({ description: 'How many of each were looked at.' }),
    notLookedAt: z
      .array(NotLookedAt)
      .meta({ description: 'What was passed over, and why: asWished says nothing about it.' }),
  }),
  Swept: z.strictObject({
    stack: z.string(),
    findings: z.array(SweepFinding),
    cursor: Cursor.exactOptional(),
  }),
  EventPage: z.strictObject({
    run: z.int(),
    events: z.array(
      z.strictObject({
        id: z.int(),
        at: Time,
        kind: z.enum(['started', 'succeeded', 'attempt failed', 'waiting', 'ready', 'removed', 'failed']),
        step: z.string().exactOptional(),
        peering: z.string().exactOptional(),
        error: z.string().exactOptional(),
        message: z.string().exactOptional(),
      }),
    ),
    cursor: Cursor,
    ended: z.boolean().meta({ description: 'Nothing more will come.' }),
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
        error: z.string().exactOptional(),
        endedAt: Time.exactOptional(),
        executionArn: z.string(),
      }),
    ),
    kept: z.int(),
    forgotten: z.int().meta({ description: 'How many earlier runs the record does not keep any more.' }),
  }),
  ...planShapes,
  ...costShapes,
  Account,
  AccountPage: z.strictObject({ accounts: z.array(Account), cursor: Cursor.exactOptional() }),
  AccountRemoved: z.strictObject({
    accountId: z.string(),
    registered: z.boolean().meta({ description: "Whether the deployment's settings still name it." }),
  }),
  ...dnsHostShapes,
  OpenApi: z.looseObject({ openapi: z.string() }),
  Problem: z.strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    faults: z.array(Fault).exactOptional(),
  }),
} as const;
