import type { CommandResult } from '../world/command.ts';
import type { Instance } from '../world/instance.ts';
import type { Region } from '../world/vpc.ts';
import type { World } from '../world/world.ts';
import type { RealBind } from './real-bind.ts';

/** Where a command is carried out. */
export interface ProgramCall {
  readonly world: World;
  readonly region: Region;
  readonly instance: Instance;
  readonly now: number;
  readonly parameters: Readonly<Record<string, string>>;
  /** This machine's own BIND, if DNS hosts shall be that. */
  readonly bind: RealBind | undefined;
}

/** Does on an instance what a document's script does there, and prints what it prints. */
export type Program = (call: ProgramCall) => CommandResult;
