import { serviceFault } from '../aws/service-fault.ts';
import { CanalError } from '../canal/errors.ts';
import { type CanalEvent, toldKinds } from '../canal/events.ts';
import type { Door } from '../lambda/surroundings.ts';
import type { Events } from '../steps/ports.ts';

/** EventBridge takes so many entries in one call. */
const mostEntries = 10;

/** Opens the event bus of the settings. The SDK is loaded by the first call. */
export const eventBus: Door<Events> = (opening) => {
  const open = async () => {
    const { eventBridgeClient, putEvents } = await import('./client.ts');
    return { client: eventBridgeClient(opening), putEvents };
  };
  let opened: ReturnType<typeof open> | undefined;
  const bus = () => {
    if (opening.settings.bus) return opening.settings.bus;
    throw new CanalError('InvalidSettings', 'CANAL_BUS: must be the name of the event bus that events are put on.');
  };
  return {
    async publish(events) {
      const entries = events.map((event) => entryOf(event, bus()));
      opened ??= open();
      const { client, putEvents } = await opened;
      for (let from = 0; from < entries.length; from += mostEntries) {
        const some = entries.slice(from, from + mostEntries);
        const answered = await putEvents(client, some).catch((error: unknown) => {
          throw serviceFault('EventBridge', 'PutEvents', error);
        });
        const refused = answered.find(({ errorCode }) => errorCode !== undefined);
        if (!refused) continue;
        const { errorCode, errorMessage } = refused;
        throw new CanalError('StoreUnavailable', `EventBridge did not take an event: ${errorCode}, ${errorMessage}.`);
      }
    },
  };
};

function entryOf({ type, detail }: CanalEvent, bus: string) {
  const { source, detail: shape } = toldKinds[type];
  return { EventBusName: bus, Source: source, DetailType: type, Detail: JSON.stringify(shape().parse(detail)) };
}
