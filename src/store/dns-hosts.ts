import type { RegisteredDnsHost } from '../canal/dns/host.ts';
import type { DnsPlace } from '../canal/dns/place.ts';
import { nextSerial } from '../canal/dns/serial.ts';
import { CanalError } from '../canal/errors.ts';
import type { DnsHosts } from '../steps/ports.ts';
import { placesIn, placesKey } from './network-places.ts';
import { storeCall, type Table } from './table.ts';

const hostsKey = 'DNSHOSTS';
const hostKey = (name: string) => `DNSHOST#${name}`;
// Two digits, so that places come in order: no instance type has a hundred ENIs.
const placeKey = (deviceIndex: number) => `PLACE#${String(deviceIndex).padStart(2, '0')}`;
const pointerKey = (network: string) => ({ pk: `NETWORK#${network}`, sk: placesKey });
const revisionOf = (host: string) => ({ pk: hostKey(host), sk: 'REVISION' });

type Item = Record<string, unknown>;

/**
 * Partition DNSHOSTS with an item for each host; partition DNSHOST#name with an item for each place that is held and one for
 * the revision; in a network's partition, where its places are. Who writes first has a place: each is an item of its own.
 */
export function dnsHosts(table: Table): DnsHosts {
  const get = async (Key: Item): Promise<Item | undefined> => {
    const { db, name: TableName, GetCommand } = await table();
    return (await storeCall('GetItem', db.send(new GetCommand({ TableName, Key, ConsistentRead: true })))).Item;
  };
  const put = async (Item: Item, more: Item = {}): Promise<Item | undefined> => {
    const { db, name: TableName, PutCommand } = await table();
    return (await storeCall('PutItem', db.send(new PutCommand({ TableName, Item, ...more })))).Attributes;
  };
  const remove = async (Key: Item, condition: Item = {}): Promise<void> => {
    const { db, name: TableName, DeleteCommand } = await table();
    await storeCall('DeleteItem', db.send(new DeleteCommand({ TableName, Key, ...condition })));
  };
  const all = async (pk: string, prefix = ''): Promise<Item[]> => {
    const { db, name: TableName, QueryCommand } = await table();
    const found: Item[] = [];
    let from: Item | undefined;
    do {
      const command = new QueryCommand({
        TableName,
        KeyConditionExpression: prefix === '' ? 'pk = :pk' : 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: { ':pk': pk, ...(prefix === '' ? {} : { ':prefix': prefix }) },
        ConsistentRead: true,
        ...(from ? { ExclusiveStartKey: from } : {}),
      });
      const page = await storeCall('Query', db.send(command));
      found.push(...(page.Items ?? []));
      from = page.LastEvaluatedKey;
    } while (from);
    return found;
  };

  return {
    dnsHost: async (name) => (await get({ pk: hostsKey, sk: name }))?.host as RegisteredDnsHost | undefined,

    dnsHosts: async () => (await all(hostsKey)).map((item) => item.host as RegisteredDnsHost),

    async keepDnsHost(host) {
      const before = await put({ pk: hostsKey, sk: host.name, host }, { ReturnValues: 'ALL_OLD' });
      return before ? 'replaced' : 'new';
    },

    forgetDnsHost: (name) => remove({ pk: hostsKey, sk: name }),

    places: async (host) => (await all(hostKey(host), 'PLACE#')).map((item) => item.place as DnsPlace),

    async holdPlace(place) {
      const { host, deviceIndex, network } = place;
      const held = await unlessLost(() =>
        put({ pk: hostKey(host), sk: placeKey(deviceIndex), network, place }, ownedBy(network, true)),
      );
      return held ? 'held' : 'taken';
    },

    async freePlace({ host, deviceIndex, network }) {
      await unlessLost(() => remove({ pk: hostKey(host), sk: placeKey(deviceIndex) }, ownedBy(network, false)));
    },

    async placesOf(network) {
      return placesIn(await get(pointerKey(network)));
    },

    async keepPlacesOf(network, { place, leaving }) {
      // In a network's partition nothing is ever deleted: the item stays, also when there is no place.
      await put({ ...pointerKey(network), ...(place ? { place } : {}), leaving });
    },

    lastRevision: async (host) => (await get(revisionOf(host)))?.revision as number | undefined,

    async nextRevision(host, now) {
      const key = revisionOf(host);
      const last = (await get(key))?.revision as number | undefined;
      const revision = nextSerial(last, now);
      await put(
        { ...key, revision },
        last === undefined
          ? { ConditionExpression: 'attribute_not_exists(pk)' }
          : { ConditionExpression: 'revision = :last', ExpressionAttributeValues: { ':last': last } },
      );
      return revision;
    },
  };
}

/** The condition that an item is this network's; with `free`, one that is not there will do. */
const ownedBy = (network: string, free: boolean): Item => ({
  ConditionExpression: free ? 'attribute_not_exists(pk) OR #network = :network' : '#network = :network',
  ExpressionAttributeNames: { '#network': 'network' },
  ExpressionAttributeValues: { ':network': network },
});

/** False if the write was refused because another network has the item. */
async function unlessLost(write: () => Promise<unknown>): Promise<boolean> {
  try {
    await write();
    return true;
  } catch (error) {
    const cause = error instanceof CanalError ? (error.cause as { name?: string } | undefined) : undefined;
    if (cause?.name === 'ConditionalCheckFailedException') return false;
    throw error;
  }
}
