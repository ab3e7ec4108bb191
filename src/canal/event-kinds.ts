import { toldKinds } from './events.ts';
import { requestKinds } from './requests.ts';

/** Every event of ours by its detail type, what is asked and what is told. docs/events.md is held against it. */
export const eventKinds = { ...requestKinds, ...toldKinds };

/** The detail type of one of our events. */
export type EventType = keyof typeof eventKinds;
