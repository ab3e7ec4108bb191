import * as z from 'zod/mini';
import { Ended, type OutcomePorts } from './ended.ts';
import { once } from './once.ts';
import { type Outcome, outcomeWords } from './outcome-words.ts';
import type { Run } from './ports.ts';
import { readyOutcome } from './ready-outcome.ts';
import { exampleExecution } from './shapes.ts';

/** Tells how a run has ended: on our bus, and in words to people. Closes the run of an execution that could not. */
export const TellOutcome = {
  step: 'tell-outcome',
  input: z.looseObject({ detail: Ended }),
  output: z.strictObject({ type: z.string(), told: z.boolean() }),
  example: {
    detail: {
      executionArn: exampleExecution.arn,
      stateMachineArn: 'arn:aws:states:ap-northeast-1:111111111111:stateMachine:canal-provision-network',
      name: exampleExecution.name,
      status: 'ABORTED' as const,
      input: '{"name": "two-vpcs"}',
      output: null,
      error: null,
      cause: 'not today',
    },
  },
};

/** A claim outlives the function by half a minute, and is free again when Lambda tries once more. */
const claimMs = 150_000;

/** One event and one message for each execution, also when EventBridge delivers its end twice. Throws StoreUnavailable. */
export async function tellOutcome(
  { detail }: z.output<typeof TellOutcome.input>,
  ports: OutcomePorts & Run,
): Promise<z.input<typeof TellOutcome.output>> {
  const claim = { claims: ports.claims, until: ports.now() + claimMs };
  const key = (what: string) => `OUTCOME#${detail.executionArn}#${what}`;
  let event: Outcome | undefined;
  const outcome = async (): Promise<Outcome> => {
    if (event) return event;
    if (detail.status === 'SUCCEEDED') event = await readyOutcome(detail);
    // Loaded after a failure alone: it asks both vendors and reads a whole wish.
    else event = await (await import('./failed-outcome.ts')).failedOutcome(detail, ports);
    return event;
  };
  const published = await once(key('event'), claim, async () => ports.events.publish([await outcome()]));
  const told = await once(key('people'), claim, async () => ports.people.tell(outcomeWords(await outcome())));
  return { type: event?.type ?? 'told before', told: published || told };
}
