import type { Region } from '../world/vpc.ts';
import type { World } from '../world/world.ts';
import type { Caller } from './caller.ts';
import { Refusal } from './errors.ts';
import type { QueryParameters } from './query-parameters.ts';
import type { XmlFields } from './xml.ts';

/** One call of an EC2 Action, with what the caller's account has in the caller's Region. */
export interface Ec2Call {
  readonly world: World;
  readonly action: string;
  readonly caller: Caller;
  readonly region: Region;
  readonly now: number;
  readonly parameters: QueryParameters;
}

/** One Action of EC2. */
export interface Ec2Operation {
  /** The parameters that it takes, with N for each number, `DryRun` understood. */
  readonly parameters: readonly string[];
  /** Parameters that AWS takes and the sandbox does not imitate: refused by name, not ignored. */
  readonly notImitated?: readonly string[];
  /** Does it, and gives what stands in the answer beside `requestId`. Throws a Refusal. */
  answer(call: Ec2Call): XmlFields;
}

/** Actions by their name. */
export type Ec2Operations = Readonly<Record<string, Ec2Operation>>;

/** Ends the call here when it is a dry run: all that may be checked without acting has been checked. */
export function endDryRun(call: Ec2Call): void {
  if (!call.parameters.flag('DryRun')) return;
  throw new Refusal('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412);
}
