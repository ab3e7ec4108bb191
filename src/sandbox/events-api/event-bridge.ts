import { isObject } from '../states/fields.ts';
import { constraintError, ServiceError } from '../states/service-error.ts';
import type { Service } from '../wire.ts';
import type { Buses } from './buses.ts';
import { jsonService } from './json-service.ts';

const mostBytes = 256 * 1024;

/** EventBridge on the wire, with PutEvents. */
export function eventBridgeService(buses: Buses): Service {
  const service = jsonService('events', 'AWSEvents', {
    PutEvents: ({ Entries, EndpointId }) => {
      if (EndpointId !== undefined) throw new ServiceError('ValidationException', 'The sandbox has no EndpointId.');
      if (!Array.isArray(Entries)) throw constraintError(undefined, 'entries', 'not be null');
      if (Entries.length === 0) throw constraintError('[]', 'entries', 'have length greater than or equal to 1');
      if (Entries.length > 10) throw constraintError('[…]', 'entries', 'have length less than or equal to 10');
      if (Entries.reduce((bytes: number, one: unknown) => bytes + sizeOf(one), 0) > mostBytes) {
        throw new ServiceError('ValidationException', 'Total size of the entries in the request is over the limit.');
      }
      const results = Entries.map((entry: unknown) => put(buses, isObject(entry) ? entry : {}));
      return { FailedEntryCount: results.filter(({ ErrorCode }) => ErrorCode !== undefined).length, Entries: results };
    },
  });
  // What a rule's target is given is no call of anybody's, but it can go wrong like one.
  return { ...service, operations: [...service.operations, 'InvokeTarget'] };
}

interface EntryResult {
  readonly EventId?: string;
  readonly ErrorCode?: string;
  readonly ErrorMessage?: string;
}

const known = ['Time', 'Source', 'Resources', 'DetailType', 'Detail', 'EventBusName', 'TraceHeader'];

function put(buses: Buses, entry: Readonly<Record<string, unknown>>): EntryResult {
  const unknown = Object.keys(entry).find((name) => !known.includes(name));
  if (unknown !== undefined) return invalid(unknown, 'The sandbox does not know it.');
  const { Time, Source, Resources, DetailType, Detail, EventBusName = 'default' } = entry;
  for (const [name, value] of Object.entries({ Source, DetailType, Detail })) {
    if (typeof value !== 'string' || value === '') return invalid(name, `${name} is a required argument.`);
  }
  if (String(Source).startsWith('aws.')) {
    return { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' };
  }
  const detail = parsed(String(Detail));
  if (!isObject(detail)) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  const bus = String(EventBusName).replace(/^arn:aws:events:[^:]+:\d+:event-bus\//, '');
  if (!buses.has(bus)) return invalid('EventBusName', `There is no event bus ${bus}.`);
  const event = {
    source: String(Source),
    detailType: String(DetailType),
    detail,
    ...(Array.isArray(Resources) ? { resources: Resources.map(String) } : {}),
    ...(typeof Time === 'number' ? { time: Time * 1000 } : {}),
  };
  return { EventId: buses.put(bus, event) };
}

const invalid = (name: string, reason: string): EntryResult => ({
  ErrorCode: 'InvalidArgument',
  ErrorMessage: `Parameter ${name} is not valid. Reason: ${reason}`,
});

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** EventBridge's own sum: 14 bytes for a time, and the UTF-8 bytes of the texts. */
function sizeOf(entry: unknown): number {
  if (!isObject(entry)) return 0;
  const texts = [entry.Source, entry.DetailType, entry.Detail, entry.Resources].flat();
  const bytes = texts.reduce<number>((sum, text) => sum + (typeof text === 'string' ? Buffer.byteLength(text) : 0), 0);
  return bytes + (entry.Time === undefined ? 0 : 14);
}
