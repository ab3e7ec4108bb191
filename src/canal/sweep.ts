import * as z from 'zod/mini';
import { madeOnce } from './made-once.ts';

/** One thing that a sweep has found: left behind, and charged for or in somebody's way. */
export const Finding = madeOnce(() =>
  z.strictObject({
    kind: z.enum([
      'orphan-vpg',
      'spare-vpg',
      'failed-network',
      'peering-waiting',
      'stale-route',
      'orphan-place',
      'orphan-peering',
      'not-read',
    ]),
    /** The network whose name it carries, if one does. */
    network: z.exactOptional(z.string()),
    /** The id of what was found: a VPG, a peering, a route table with its range, a place on a DNS host, an account. */
    id: z.string(),
    message: z.string(),
    /** What a person does about it, as a sentence. */
    mend: z.string(),
    command: z.exactOptional(z.string()),
    /** What it costs until then; absent where nothing is charged for it. */
    cost: z.exactOptional(
      z.strictObject({ currency: z.enum(['JPY', 'USD']), perHour: z.number(), unknown: z.array(z.string()) }),
    ),
    /** Whether this sweep has removed it. */
    removed: z.boolean(),
  }),
);

export type Finding = z.output<ReturnType<typeof Finding>>;

/**
 * Whether an execution is one of an installation (account/Region/stage): how a table shows whose it is. One that was
 * restored into another stage, or is read with another's settings, tells executions of another one.
 */
export function isOfStack(executionArn: string, stack: string): boolean {
  const [account, region, stage] = stack.split('/');
  const [, , , ofRegion, ofAccount, , machine = ''] = executionArn.split(':');
  return ofRegion === region && ofAccount === account && machine.startsWith(`canal-${stage}-`);
}
