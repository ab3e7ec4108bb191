import * as z from 'zod/mini';
import type {
  Claims,
  DnsHosts,
  Events,
  ExecutionReader,
  Installation,
  PeerAccounts,
  People,
  Prices,
  Records,
  Soracom,
} from './ports.ts';

/** The end of an execution, as Step Functions tells it on the default bus. */
export const Ended = z.looseObject({
  executionArn: z.string(),
  stateMachineArn: z.string(),
  name: z.string(),
  status: z.enum(['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED']),
  input: z.nullish(z.string()),
  output: z.nullish(z.string()),
  error: z.nullish(z.string()),
  cause: z.nullish(z.string()),
});

export type Ended = z.output<typeof Ended>;

/** What it takes to tell an outcome. */
export interface OutcomePorts {
  records: Records;
  claims: Claims;
  executionReader: ExecutionReader;
  soracom: Soracom;
  peerAccounts: PeerAccounts;
  installation: Installation;
  prices: Prices;
  dnsHosts: Pick<DnsHosts, 'placesOf'>;
  events: Events;
  people: People;
}
