/** A command that Systems Manager has taken for one instance. Times are ms since the epoch. */
export interface Command {
  readonly commandId: string;
  readonly accountId: string;
  readonly region: string;
  readonly instanceId: string;
  readonly documentName: string;
  readonly parameters: Readonly<Record<string, readonly string[]>>;
  readonly comment: string;
  readonly requestedAt: number;
  /** From when on GetCommandInvocation knows of it. */
  readonly visibleAt: number;
  /** When the instance has carried it out. */
  readonly endsAt: number;
  /** What came of it, once it has been carried out. */
  result?: CommandResult;
}

/** What a command printed, and the number that it ended with; 0 is success. */
export interface CommandResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}
