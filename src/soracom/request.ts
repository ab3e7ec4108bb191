import type * as z from 'zod/mini';
import type { Answer, Call } from './exchange.ts';
import { soracomFault, unanswered } from './faults.ts';
import type { Operation } from './operations.ts';
import type { Session } from './session.ts';

/** The answer to a call that must succeed; anything but 2xx is thrown as our error. */
export async function succeed(session: Session, call: Call<Operation>): Promise<Answer> {
  return succeeded(call, await session(call));
}

/** The answer to a call for something that may be absent: 404 is undefined. */
export async function find(session: Session, call: Call<Operation>): Promise<Answer | undefined> {
  const answer = await session(call);
  return answer.status === 404 ? undefined : succeeded(call, answer);
}

/** The answer itself if it is 2xx; throws our error for it if not. */
export function succeeded(call: Call<Operation>, answer: Answer): Answer {
  if (answer.status < 200 || answer.status > 299) throw soracomFault(call.operation, answer);
  return answer;
}

/** Reads a successful answer; one of another shape is SoracomUnavailable: its effect stands, its facts are unknown. */
export function understood<S extends z.ZodMiniType>(call: Call<Operation>, answer: Answer, schema: S): z.output<S> {
  const read = schema.safeParse(answer.body);
  if (read.success) return read.data;
  const faults = read.error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`);
  throw unanswered(call.operation, `its answer is not what it should be (${faults.join('; ')})`, read.error);
}
