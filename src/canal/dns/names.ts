const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
// With underscores, as names of services and of proofs of ownership have them.
const anyLabel = '[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?';

/** A zone: two labels or more. Nothing here can end a quoted string or a line of a file. */
export const zoneForm = new RegExp(`^(?:${label}\\.)+${label}$`);

/** The owner of an address or a mail exchanger: the apex, a host's name, or a wildcard of them; relative to its zone. */
export const hostForm = new RegExp(`^(?:@|\\*|(?:\\*\\.)?(?:${label}\\.)*${label})$`);

/** The owner of a text or an alias: like a host's name, also with underscores. */
export const ownerForm = new RegExp(`^(?:@|\\*|(?:\\*\\.)?(?:${anyLabel}\\.)*${anyLabel})$`);

/** The owner of a service: `_mqtt._tcp`, or `_mqtt._tcp.site`. */
export const serviceForm = new RegExp(`^_${label}\\._${label}(?:\\.${label})*$`);

/** A host that a record leads to: a name in the zone, the apex, or a whole name with or without a dot at its end. */
export const hostTargetForm = new RegExp(`^(?:@|(?:${label}\\.)*${label}\\.?)$`);

/** What an alias leads to: like a host, also with underscores. */
export const targetForm = new RegExp(`^(?:@|(?:${anyLabel}\\.)*${anyLabel}\\.?)$`);

/** The whole name of a record's owner, without the dot at its end. */
export function wholeName(name: string, zone: string): string {
  return name === '@' ? zone : `${name}.${zone}`;
}

/** Whether a whole name is the zone's or below it. */
export function isInZone(whole: string, zone: string): boolean {
  return whole === zone || whole.endsWith(`.${zone}`);
}

/**
 * The whole name that a target means, without the dot at its end. Undefined where it has dots, but neither the zone nor
 * a dot at its end: it may be meant inside the zone or outside of it, and a guess would be believed.
 */
export function wholeTarget(value: string, zone: string): string | undefined {
  if (value === '@') return zone;
  if (value.endsWith('.')) return value.slice(0, -1);
  if (isInZone(value, zone)) return value;
  return value.includes('.') ? undefined : `${value}.${zone}`;
}
