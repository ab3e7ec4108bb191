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
  /** Ends the turn with an error: whatever its work still asks for is never answered. */
  readonly end: (error: Error) => void;
  /** Ends the turn with its limit's error. */
  readonly expire: () => void;
  over: boolean;
}

/** A turn with a limit, if it has one; `reject` hears of its end before its work is done. */
export function turnOf(limit: Limit | undefined, reject: (error: Error) => void): Turn {
  const end = (error: Error): void => {
    turn.over = true;
    reject(error);
  };
  const expire = (): void => end(limit?.expired() ?? new Error('The turn has expired.'));
  const turn: Turn = { left: limit?.ms ?? Number.POSITIVE_INFINITY, end, expire, over: false };
  return turn;
}
