import * as z from 'zod';
import { Cost, Currency, Fault, Lines, Text, Time } from './api-texts.ts';

/*
 * The API's answers as this command reads them: only the fields that it shows, so that an API that says more is no
 * fault. Every text is made printable where it comes in: no renderer can forget it.
 */

/** A problem document (RFC 9457), or whatever else tells of an error in `message`, as API Gateway does. */
export const Problem = z.object({
  title: Text.optional(),
  status: z.number().optional(),
  detail: Lines.optional(),
  message: Text.optional(),
  faults: z.array(Fault).default([]),
});

/** The answer of POST /networks. */
export const Started = z.object({
  name: Text,
  state: Text,
  run: z.int(),
  executionArn: Text,
  begun: z.boolean(),
});

const Route = z.object({ routeTableId: Text, destinationCidrBlock: Text, made: z.boolean() });

const PeeringEnd = z.object({
  name: Text,
  peerOwnerId: Text,
  peerVpcId: Text,
  peerRegion: Text,
  destinationCidrBlock: Text,
});

const RunView = z.object({
  run: z.int(),
  /** remove; absent: provision. */
  kind: Text.optional(),
  executionArn: Text,
  outcome: Text,
  error: Text.optional(),
  step: Text.optional(),
  cause: Lines.optional(),
  /** Of a failed removal that had not removed or changed anything yet. */
  untouched: z.literal(true).optional(),
  /** Of a removal that has come to its end: what the network has cost in all. */
  cost: z.object({ currency: Currency, total: z.number(), unknown: z.array(Text) }).optional(),
  /** Milliseconds since the epoch; ISO 8601 on the wire. */
  startedAt: Time,
  endedAt: Time.optional(),
});

/** A page of GET /networks. */
export const NetworkPage = z.object({
  networks: z.array(z.object({ name: Text, state: Text, cost: Cost, run: RunView.optional() })),
  cursor: z.string().optional(),
});

/** An account as the API tells it. */
export const Account = z.object({
  accountId: Text,
  roleArn: Text,
  externalIdSet: z.boolean(),
  /** table or settings. */
  source: Text,
  changedBy: Text.optional(),
});

/** A page of GET /accounts. */
export const AccountPage = z.object({ accounts: z.array(Account), cursor: z.string().optional() });

/** The answer of DELETE /accounts/{id}. */
export const AccountRemoved = z.object({ accountId: Text, registered: z.boolean() });

const Difference = z.object({ kind: Text, field: Text, message: Text, mend: Text, command: Text.optional() });

/** The answer of POST /networks/{name}/check. */
export const Checked = z.object({
  name: Text,
  /** account/Region/stage. */
  stack: Text,
  asWished: z.boolean(),
  since: Time.optional(),
  differences: z.array(Difference),
  more: z.int().default(0),
  lookedAt: z.object({ peerings: z.int(), routeTables: z.int(), sims: z.int() }).optional(),
  notLookedAt: z.array(z.object({ field: Text, message: Text })).default([]),
});

/** The answer of POST /sweeps: a part of a sweep. */
export const Swept = z.object({
  stack: Text,
  findings: z.array(
    z.object({
      kind: Text,
      id: Text,
      message: Text,
      mend: Text,
      command: Text.optional(),
      cost: Cost.omit({ taxExclusive: true }).optional(),
      removed: z.boolean(),
    }),
  ),
  cursor: z.string().optional(),
});

/** The answer of GET /networks/{name}. */
export const NetworkView = z.object({
  name: Text,
  /** provisioning, ready, failed, removing, removed. */
  state: Text,
  wish: z.object({
    peerings: z.array(PeeringEnd.extend({ routeTables: z.unknown() })),
    airGroup: z.object({ groupId: Text, dnsServers: z.array(Text).optional() }),
    dns: z.object({ host: Text, zone: Text }).optional(),
    reconnect: Text,
  }),
  vpg: z.object({ vpgId: Text, made: z.boolean(), vpgSubnetCidrRange: Text.optional() }).optional(),
  peerings: z.array(PeeringEnd.extend({ made: z.boolean(), peeringId: Text.optional(), routes: z.array(Route) })),
  airGroup: z.object({ groupId: Text }).optional(),
  sims: z.object({ reconnected: z.int(), offline: z.int(), late: z.int() }).optional(),
  warnings: z.array(z.object({ field: Text, message: Text })),
  drift: z.object({ since: Time, differences: z.array(Difference) }).optional(),
  cost: Cost,
  run: RunView.optional(),
});

const Event = z.object({
  id: z.int(),
  /** Milliseconds since the epoch; ISO 8601 on the wire. */
  at: Time,
  /** started, succeeded, attempt failed, waiting, ready, removed, failed; others are shown as they are. */
  kind: Text,
  step: Text.optional(),
  peering: Text.optional(),
  error: Text.optional(),
  message: Lines.optional(),
});

/** The answer of GET /networks/{name}/events. */
export const EventPage = z.object({
  run: z.int(),
  events: z.array(Event),
  cursor: z.string(),
  ended: z.boolean(),
});

export type Problem = z.output<typeof Problem>;
export type Started = z.output<typeof Started>;
export type Swept = z.output<typeof Swept>;
export type Checked = z.output<typeof Checked>;
export type NetworkView = z.output<typeof NetworkView>;
/** One event of a run, as the API tells it. */
export type NetworkEvent = z.output<typeof Event>;
export type NetworkPage = z.output<typeof NetworkPage>;
export type Account = z.output<typeof Account>;
export type AccountPage = z.output<typeof AccountPage>;
export type AccountRemoved = z.output<typeof AccountRemoved>;
export type EventPage = z.output<typeof EventPage>;

/** GET /_sandbox/messages. */
export const Messages = z.object({
  messages: z.array(z.object({ publishedAt: Time, subject: Text.optional(), message: Lines })),
});
export type Messages = z.output<typeof Messages>;
