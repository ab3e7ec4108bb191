import * as z from 'zod/mini';
import { Cost, Currency, Fault, Lines, Text, Time } from './api-texts.ts';

/*
 * The API's answers as this command reads them: only the fields that it shows, so that an API that says more is no
 * fault. Every text is made printable where it comes in: no renderer can forget it.
 */

/** A problem document (RFC 9457), or whatever else tells of an error in `message`, as API Gateway does. */
export const Problem = z.object({
  title: z.optional(Text),
  status: z.optional(z.number()),
  detail: z.optional(Lines),
  message: z.optional(Text),
  /** Which error it is: a name of docs/errors.md. */
  error: z.optional(Text),
  faults: z._default(z.array(Fault), []),
});

const Difference = z.object({ kind: Text, field: Text, message: Text, mend: Text, command: z.optional(Text) });

const Drift = z.object({ since: Time, differences: z.array(Difference) });

/** The answer of POST /networks. */
export const Started = z.object({
  name: Text,
  state: Text,
  run: z.int(),
  executionArn: Text,
  begun: z.boolean(),
  drift: z.optional(Drift),
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
  kind: z.optional(Text),
  executionArn: Text,
  outcome: Text,
  error: z.optional(Text),
  step: z.optional(Text),
  cause: z.optional(Lines),
  /** Of a failed removal that had not removed or changed anything yet. */
  untouched: z.optional(z.literal(true)),
  /** Of a removal that has come to its end: what the network has cost in all. */
  cost: z.optional(z.object({ currency: Currency, total: z.number(), unknown: z.array(Text) })),
  /** Milliseconds since the epoch; ISO 8601 on the wire. */
  startedAt: Time,
  endedAt: z.optional(Time),
});

/** A page of GET /networks. */
export const NetworkPage = z.object({
  networks: z.array(z.object({ name: Text, state: Text, cost: Cost, run: z.optional(RunView) })),
  cursor: z.optional(z.string()),
});

/** An account as the API tells it. */
export const Account = z.object({
  accountId: Text,
  roleArn: Text,
  externalIdSet: z.boolean(),
  /** table or settings. */
  source: Text,
  changedBy: z.optional(Text),
});

/** A page of GET /accounts. */
export const AccountPage = z.object({ accounts: z.array(Account), cursor: z.optional(z.string()) });

/** The answer of DELETE /accounts/{id}. */
export const AccountRemoved = z.object({ accountId: Text, registered: z.boolean() });

/** The answer of POST /networks/{name}/check. */
export const Checked = z.object({
  name: Text,
  /** account/Region/stage. */
  stack: Text,
  asWished: z.boolean(),
  since: z.optional(Time),
  differences: z.array(Difference),
  more: z._default(z.int(), 0),
  lookedAt: z.optional(z.object({ peerings: z.int(), routeTables: z.int(), sims: z.int() })),
  notLookedAt: z._default(z.array(z.object({ field: Text, message: Text })), []),
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
      command: z.optional(Text),
      cost: z.optional(z.omit(Cost, { taxExclusive: true })),
      removed: z.boolean(),
    }),
  ),
  cursor: z.optional(z.string()),
});

/** The answer of GET /networks/{name}. */
export const NetworkView = z.object({
  name: Text,
  /** provisioning, ready, failed, removing, removed. */
  state: Text,
  wish: z.object({
    peerings: z.array(z.extend(PeeringEnd, { routeTables: z.unknown() })),
    airGroup: z.object({ groupId: Text, dnsServers: z.optional(z.array(Text)) }),
    dns: z.optional(z.object({ host: Text, zone: Text })),
    reconnect: Text,
  }),
  vpg: z.optional(z.object({ vpgId: Text, made: z.boolean(), vpgSubnetCidrRange: z.optional(Text) })),
  /** There while SORACOM was asked for a VPG, and has not been seen to have one. */
  vpgAskedAt: z.optional(z.number()),
  peerings: z.array(
    z.extend(PeeringEnd, {
      made: z.boolean(),
      askedAt: z.optional(z.number()),
      peeringId: z.optional(Text),
      routes: z.array(Route),
    }),
  ),
  airGroup: z.optional(z.object({ groupId: Text })),
  sims: z.optional(z.object({ reconnected: z.int(), offline: z.int(), late: z.int() })),
  warnings: z.array(z.object({ field: Text, message: Text })),
  drift: z.optional(Drift),
  cost: Cost,
  run: z.optional(RunView),
});

const Event = z.object({
  id: z.int(),
  /** Milliseconds since the epoch; ISO 8601 on the wire. */
  at: Time,
  /** started, succeeded, attempt failed, waiting, ready, removed, failed; others are shown as they are. */
  kind: Text,
  step: z.optional(Text),
  peering: z.optional(Text),
  error: z.optional(Text),
  message: z.optional(Lines),
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
  messages: z.array(z.object({ publishedAt: Time, subject: z.optional(Text), message: Lines })),
});
export type Messages = z.output<typeof Messages>;
