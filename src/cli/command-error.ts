/** A fault as a command tells it: of a field, with its place in the file where it has one. */
export interface ToldFault {
  readonly error: string;
  readonly field: string;
  readonly message: string;
  readonly line?: number;
  readonly column?: number;
}

/** What went wrong, for scripts that read --json. A failed run has the name of its own error instead. */
type Name =
  | 'Usage'
  | 'FileUnreadable'
  | 'FileUnwritable'
  | 'InvalidInput'
  | 'Unreachable'
  | 'ApiRefused'
  | 'ApiDenied'
  | 'ApiUnreadable'
  | 'PortTaken'
  | 'NoCredentials'
  | 'InvalidSettings'
  | 'NoAuthKey'
  | 'NoRecord'
  | 'AnotherRecord'
  | 'RecordUnreadable'
  | 'DirectoryTaken'
  | 'NotConfirmed'
  | 'NoSuchStack'
  | 'AwsDenied'
  | 'AwsUnreachable'
  | 'Interrupted'
  | (string & {});

/** What ends a command with a sentence for the person who typed it, and an exit code; nothing was begun unless it says so. */
export class CommandError extends Error {
  override readonly name: Name;
  readonly exitCode: number;
  /** What --json tells besides name and message. */
  readonly told: Readonly<Record<string, unknown>>;

  constructor(
    name: Name,
    message: string,
    options: ErrorOptions & { exitCode?: number; told?: Readonly<Record<string, unknown>> } = {},
  ) {
    super(message, options);
    this.name = name;
    this.exitCode = options.exitCode ?? 1;
    this.told = options.told ?? {};
  }
}
