/** What ends a turn that has used up its time: how many milliseconds it may sleep, and the error it then ends with. */
export interface Limit {
  readonly ms: number;
  readonly expired: () => Error;
}

/** A timer of sandbox time that can be taken back, so that it does not pull time forward. */
export interface Timer {
  readonly passed: Promise<void>;
  cancel(): void;
}

/** A turn of the clock. */
export interface Turn {
  /** Milliseconds of sandbox time that the turn may still sleep. */
  left: number;
  /** Ends the turn with its limit's error: whatever its work still asks for is never answered. */
  readonly expire: () => void;
  over: boolean;
}
