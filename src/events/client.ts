import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { clientOptions } from '../aws/client-options.ts';
import type { Opening } from '../lambda/surroundings.ts';
import type { Events } from '../steps/ports.ts';

/** The IAM action that each method needs. */
export const eventActionOf: Readonly<Record<keyof Events, string>> = { publish: 'events:PutEvents' };

/** Opens the EventBridge client. */
export const eventBridgeClient = (opening: Opening): EventBridgeClient => new EventBridgeClient(clientOptions(opening));

/** PutEvents: what became of each entry, in order; an `errorCode` says why one was not taken. Throws the SDK's errors. */
export async function putEvents(
  client: EventBridgeClient,
  entries: PutEventsRequestEntry[],
): Promise<readonly { readonly errorCode?: string; readonly errorMessage?: string }[]> {
  const { Entries = [] } = await client.send(new PutEventsCommand({ Entries: entries }));
  return Entries.map(({ ErrorCode, ErrorMessage }) => ({
    ...(ErrorCode === undefined ? {} : { errorCode: ErrorCode }),
    ...(ErrorMessage === undefined ? {} : { errorMessage: ErrorMessage }),
  }));
}
