/** A fault as a command tells it: of a field, with its place in the file where it has one. */
export interface ToldFault {
  readonly error: string;
  readonly field: string;
  readonly message: string;
  readonly line?: number;
  readonly column?: number;
}

/** What ends a command with a sentence for the person who typed it, and an exit code; nothing was begun unless it says so. */
export class CommandError extends Error {
  readonly exitCode: number;
  /** What --json tells besides the message. */
  readonly told: Readonly<Record<string, unknown>>;

  constructor(
    message: string,
    options: ErrorOptions & { exitCode?: number; told?: Readonly<Record<string, unknown>> } = {},
  ) {
    super(message, options);
    this.name = 'CommandError';
    this.exitCode = options.exitCode ?? 1;
    this.told = options.told ?? {};
  }
}
