import { ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import {
  DynamoDBDocumentClient,
  type DynamoDBDocumentClientResolvedConfig,
  GetCommand,
  PutCommand,
  QueryCommand,
  type ServiceInputTypes,
  type ServiceOutputTypes,
} from '@aws-sdk/lib-dynamodb';
import { type AwsStub, mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RegisteredDnsHost } from '../../src/canal/dns/host.ts';
import { CanalError } from '../../src/canal/errors.ts';
import type { GroupRecord } from '../../src/canal/group-record.ts';
import { type Rate, rates } from '../../src/canal/rates.ts';
import { type NetworkRecord, type PeeringRecord, reserve, sameWish } from '../../src/canal/record.ts';
import type { RequestHandler } from '../../src/lambda/surroundings.ts';
import { type DynamoDb, openDynamoDb } from '../../src/sandbox/dynamodb.ts';
import type { Records } from '../../src/steps/ports.ts';
import { storeActionOf } from '../../src/store/client.ts';
import {
  accountRegistry,
  claimStore,
  costLedger,
  dnsHostRegistry,
  priceTable,
  roundStore,
  store,
} from '../../src/store/live.ts';
import { openingWith } from '../ec2/opening.ts';
import { inProcess } from '../support/in-process.ts';
import { keptReport, ledgerLine } from '../support/ledger.ts';
import { faultOf } from '../support/ports.ts';
import { peering, wish } from '../support/wish.ts';

const network: NetworkRecord = reserve(undefined, wish(), { executionArn: () => 'arn', askedBy: 'me', now: 5 });
const peeringRecord = (name: string, filler = ''): PeeringRecord => ({
  name,
  made: true,
  since: 1,
  peerOwnerId: '111111111111',
  peerVpcId: `vpc-${filler}`,
  peerRegion: 'ap-northeast-1',
  destinationCidrBlock: '172.21.0.0/16',
  routes: [{ routeTableId: 'rtb-1', destinationCidrBlock: '100.67.0.0/24', made: true }],
});

describe('The records in DynamoDB', () => {
  let db: DynamoDb;
  let records: Records;
  const open = (table = 'canal-dev') => store(opening(table));
  const opening = (table = 'canal-dev') =>
    openingWith({ CANAL_TABLE: table }, inProcess(db.service) as unknown as RequestHandler);

  beforeEach(async () => {
    db = openDynamoDb();
    await db.createTable('canal-dev');
    records = open();
    // dynalite answers CreateTable a moment before the table is there.
    for (let tries = 0; tries < 10_000; tries += 1) {
      const missing = await records.network('plant').then(
        () => false,
        (error: unknown) => error instanceof ResourceNotFoundException,
      );
      if (!missing) return;
      await new Promise((next) => setImmediate(next));
    }
    throw new Error('the table never came');
  });
  afterEach(() => db.close());

  test('a network that was never asked for has none', async () => {
    expect(await records.network('plant')).toBeUndefined();
    expect(await records.peerings('plant')).toEqual([]);
    expect(await records.group('plant', 'g')).toBeUndefined();
  });

  test('what is saved is read as the next version', async () => {
    await records.save(network);
    expect(await records.network('plant')).toEqual({ ...network, version: 1 });
  });

  test('a wish comes back as the same wish, with nothing added', async () => {
    const full = wish({
      vpg: { vpgId: '12345678-abcd-4abc-8abc-1234567890ab' },
      peerings: [peering({ routeTables: { ids: ['rtb-00000001'] } })],
      airGroup: { groupId: '00000000-0000-4000-8000-000000000001', dnsServers: ['10.0.0.53'] },
    });
    await records.save({ ...network, wish: full });
    const read = await records.network('plant');
    expect(read?.wish).toEqual(full);
    expect(sameWish(read?.wish as typeof full, full)).toBe(true);
  });

  test('fields that were taken away are gone', async () => {
    await records.save({ ...network, vpg: { vpgId: 'v', made: true } });
    const { running: _, vpg: __, ...ended } = (await records.network('plant')) as NetworkRecord;
    await records.save(ended);
    const read = await records.network('plant');
    expect(read).not.toHaveProperty('running');
    expect(read).not.toHaveProperty('vpg');
  });

  test('of two first writes one is kept, and the other hears that it came too late', async () => {
    await records.save(network);
    const fault = await faultOf(records.save({ ...network, state: 'failed' }));
    expect(fault.name).toBe('StoreUnavailable');
    expect(fault.message).toContain('somebody else changed the record at the same moment');
    expect(await records.network('plant')).toMatchObject({ version: 1, state: 'provisioning' });
  });

  test('a write of a version that is not the newest is refused', async () => {
    await records.save(network);
    const first = (await records.network('plant')) as NetworkRecord;
    await records.save({ ...first, state: 'ready' });
    expect((await faultOf(records.save({ ...first, state: 'failed' }))).name).toBe('StoreUnavailable');
    expect(await records.network('plant')).toMatchObject({ version: 2, state: 'ready' });
  });

  test('a record that was removed meanwhile is not made again by an old writer', async () => {
    expect((await faultOf(records.save({ ...network, version: 3 }))).name).toBe('StoreUnavailable');
    expect(await records.network('plant')).toBeUndefined();
  });

  test('of ten writers at once exactly one wins', async () => {
    await records.save(network);
    const read = (await records.network('plant')) as NetworkRecord;
    const all = await Promise.allSettled(Array.from({ length: 10 }, () => records.save(read)));
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await records.network('plant'))?.version).toBe(2);
  });

  test('networks are listed by name, page by page, and nothing else is', async () => {
    for (const name of ['c', 'a', 'd']) await records.save({ ...network, name });
    await records.save((await records.network('d')) as NetworkRecord);
    await records.savePeering('b', peeringRecord('app'));
    await records.saveGroup('e', { groupId: 'g', prior: {}, changes: [] }, undefined);
    expect(await records.networkNames(undefined, 2)).toEqual(['a', 'c']);
    expect(await records.networkNames('c', 2)).toEqual(['d']);
    expect(await records.networkNames('b', 9)).toEqual(['c', 'd']);
    expect(await records.networkNames('d', 2)).toEqual([]);
  });

  test('peerings are kept by name, the last write of each', async () => {
    await records.savePeering('plant', peeringRecord('app'));
    await records.savePeering('plant', peeringRecord('dns'));
    await records.savePeering('plant', { ...peeringRecord('app'), peeringId: 'pcx-1' });
    expect(await records.peerings('plant')).toEqual([
      { ...peeringRecord('app'), peeringId: 'pcx-1' },
      peeringRecord('dns'),
    ]);
  });

  test('networks do not see each other, although one name begins with the other', async () => {
    await records.save(network);
    await records.savePeering('plant', peeringRecord('app'));
    expect(await records.network('plant-2')).toBeUndefined();
    expect(await records.peerings('plant-2')).toEqual([]);
    expect(await records.peerings('plan')).toEqual([]);
  });

  test('peerings of more than one page of 1 MB are all read', async () => {
    const names = Array.from({ length: 8 }, (_, index) => `p${index}`);
    for (const name of names) await records.savePeering('plant', peeringRecord(name, 'x'.repeat(200_000)));
    expect((await records.peerings('plant')).map(({ name }) => name)).toEqual(names);
  });

  const group = (groupId: string, changes = 1): GroupRecord => ({
    groupId,
    prior: { useVpg: false },
    changes: Array.from({ length: changes }, () => ({ run: 1, before: {}, set: { vpgId: 'v' } })),
  });

  test('a group is written only in place of what was read', async () => {
    await records.saveGroup('plant', group('g'), undefined);
    expect((await faultOf(records.saveGroup('plant', group('g'), undefined))).name).toBe('StoreUnavailable');
    await records.saveGroup('plant', group('g', 2), group('g'));
    expect((await faultOf(records.saveGroup('plant', group('g', 2), group('g')))).name).toBe('StoreUnavailable');
    expect(await records.group('plant', 'g')).toEqual(group('g', 2));
  });

  test('the groups of a network are kept by their ids in any case', async () => {
    await records.saveGroup('plant', group('aa-1'), undefined);
    await records.saveGroup('plant', group('bb-2'), undefined);
    await records.saveGroup('plant-2', group('cc-3'), undefined);
    expect(await records.group('plant', 'AA-1')).toEqual(group('aa-1'));
    expect(await records.groups('plant')).toEqual([group('aa-1'), group('bb-2')]);
  });

  test('all of a network is read at once, page by page, without what was forgotten', async () => {
    expect(await records.whole('plant')).toEqual({ peerings: [], groups: [], places: { leaving: [] } });
    const place = { host: 'tokyo-1', deviceIndex: 1, subnetCidrBlock: '10.0.64.0/28', address: '10.0.64.4' };
    await dnsHostRegistry(opening()).keepPlacesOf('plant', { place, leaving: [] });
    await records.save(network);
    await records.save({ ...network, name: 'plant-2' });
    const names = Array.from({ length: 8 }, (_, index) => `p${index}`);
    for (const name of names) await records.savePeering('plant', peeringRecord(name, 'x'.repeat(200_000)));
    for (const groupId of ['aa-1', 'bb-2']) await records.saveGroup('plant', group(groupId), undefined);
    await records.forgetPeering('plant', 'p7');
    await records.forgetGroup('plant', 'bb-2');
    const { record, peerings, groups, places } = await records.whole('plant');
    expect(places).toEqual({ place, leaving: [] });
    expect(record).toEqual(await records.network('plant'));
    expect(peerings.map(({ name }) => name)).toEqual(names.slice(0, -1));
    expect(groups).toEqual([group('aa-1')]);
  });

  test('what is forgotten is not there any more, and can be kept anew', async () => {
    await records.savePeering('plant', peeringRecord('app'));
    await records.savePeering('plant', peeringRecord('dns'));
    await records.saveGroup('plant', group('g'), undefined);
    await records.forgetPeering('plant', 'app');
    await records.forgetGroup('plant', 'G');
    expect(await records.peerings('plant')).toEqual([peeringRecord('dns')]);
    expect(await records.group('plant', 'g')).toBeUndefined();
    expect(await records.groups('plant')).toEqual([]);
    await records.savePeering('plant', peeringRecord('app'));
    await records.saveGroup('plant', group('g'), undefined);
    expect(await records.peerings('plant')).toHaveLength(2);
    expect(await records.groups('plant')).toEqual([group('g')]);
  });

  test('a missing table is not a matter of waiting: the error passes as it is', async () => {
    await expect(open('another').network('plant')).rejects.toBeInstanceOf(ResourceNotFoundException);
  });
});

describe("DynamoDB's errors", () => {
  let mock: AwsStub<ServiceInputTypes, ServiceOutputTypes, DynamoDBDocumentClientResolvedConfig>;
  const sdkError = (name: string, fault: 'client' | 'server', status: number) =>
    Object.assign(new Error(`${name} happened.`), {
      name,
      $fault: fault,
      $metadata: { httpStatusCode: status },
    });
  const refused = Object.assign(new Error('connect ECONNREFUSED'), {
    code: 'ECONNREFUSED',
    $metadata: { attempts: 1 },
  });
  const slow = Object.assign(new Error('socket timed out'), { name: 'TimeoutError', $metadata: { attempts: 1 } });
  // The files of one worker share the SDK's classes: a mock must not outlive its test.
  beforeEach(() => {
    mock = mockClient(DynamoDBDocumentClient);
  });
  afterEach(() => mock.restore());

  test('the IAM action of each method is what it calls', async () => {
    const records = store(openingWith());
    const group = { groupId: 'g', prior: {}, changes: [] };
    const accounts = accountRegistry(openingWith());
    const rounds = roundStore(openingWith());
    const account = { accountId: '222222222222', roleArn: 'arn', externalId: 'x' };
    const claims = claimStore(openingWith());
    const ledger = costLedger(openingWith());
    const prices = priceTable(openingWith());
    const hosts = dnsHostRegistry(openingWith());
    const position = { deviceIndex: 1, subnetCidrBlock: '10.0.64.0/28', address: '10.0.64.4' };
    const place = { host: 'tokyo-1', ...position, network: 'plant', takenAt: 1 };
    const calls: Record<keyof typeof storeActionOf, () => Promise<unknown>> = {
      dnsHost: () => hosts.dnsHost('tokyo-1'),
      dnsHosts: () => hosts.dnsHosts(),
      keepDnsHost: () => hosts.keepDnsHost({ name: 'tokyo-1' } as RegisteredDnsHost),
      forgetDnsHost: () => hosts.forgetDnsHost('tokyo-1'),
      places: () => hosts.places('tokyo-1'),
      holdPlace: () => hosts.holdPlace(place),
      freePlace: () => hosts.freePlace(place),
      placesOf: () => hosts.placesOf('plant'),
      keepPlacesOf: () => hosts.keepPlacesOf('plant', { place: { host: 'tokyo-1', ...position }, leaving: [] }),
      lastRevision: () => hosts.lastRevision('tokyo-1'),
      nextRevision: () => hosts.nextRevision('tokyo-1', 1_000_000),
      lines: () => ledger.lines(),
      packLines: () => {
        const lines = Array.from({ length: 4000 }, (_, index) => ledgerLine({ id: `pcx-${index}` }));
        mock.on(QueryCommand).resolves({ Items: [{ pk: 'LEDGER#japan', sk: '1', lines }] });
        return ledger.packLines().finally(() => mock.on(QueryCommand).resolves({}));
      },
      addLines: () => ledger.addLines([ledgerLine()]),
      newestReport: () => ledger.newestReport(),
      reportOf: () => ledger.reportOf('2026-11-26T10:00:00.000Z'),
      keepReport: () => ledger.keepReport(keptReport(1)),
      toldKeys: () => ledger.toldKeys('report'),
      markTold: () => ledger.markTold(['report'], 1),
      pricing: () => prices.pricing(),
      keepRate: () => prices.keepRate(rates[0] as Rate),
      whole: () => records.whole('plant'),
      network: () => records.network('plant'),
      save: () => records.save(network),
      peerings: () => records.peerings('plant'),
      savePeering: () => records.savePeering('plant', peeringRecord('app')),
      group: () => records.group('plant', 'g'),
      groups: () => records.groups('plant'),
      saveGroup: () => records.saveGroup('plant', group, undefined),
      forgetGroup: () => records.forgetGroup('plant', 'g'),
      forgetPeering: () => records.forgetPeering('plant', 'app'),
      networkNames: () => records.networkNames(undefined, 1),
      registered: () => accounts.registered(account.accountId),
      registeredAfter: () => accounts.registeredAfter(undefined, 1),
      keepAccount: () => accounts.keepAccount(account),
      forgetAccount: () => accounts.forgetAccount(account.accountId),
      roundOf: () => rounds.roundOf('check-drift'),
      saveRound: () => rounds.saveRound('check-drift', { version: 0, begunAt: 5, again: [] }),
      claim: () => claims.claim('key', 1),
      settle: () => claims.settle('key'),
      release: () => claims.release('key'),
    };
    mock.onAnyCommand().resolves({});
    const made: Record<string, unknown> = {};
    for (const [method, call] of Object.entries(calls)) {
      mock.resetHistory();
      await call();
      const called = mock.calls().map(({ args }) => `dynamodb:${args[0].constructor.name.replace(/Command$/, '')}`);
      const actions = [...new Set(called.map((action) => action.replace(/:(Get|Put|Delete)$/, ':$1Item')))];
      made[method] = actions.length === 1 ? actions[0] : actions;
    }
    expect(made).toEqual(storeActionOf);
  });

  test.each([
    ['throttling', sdkError('ProvisionedThroughputExceededException', 'client', 400)],
    ['throttling of the table', sdkError('ThrottlingException', 'client', 400)],
    ['throttling of the account', sdkError('RequestLimitExceeded', 'client', 400)],
    ['5xx', sdkError('InternalServerError', 'server', 500)],
    ['no connection', refused],
    ['no answer in time', slow],
  ])('%s is StoreUnavailable, and says what was asked', async (_what, error) => {
    mock.on(GetCommand).rejects(error);
    const fault = await faultOf(store(openingWith()).network('plant'));
    expect(fault.name).toBe('StoreUnavailable');
    expect(fault.message).toMatch(/^DynamoDB (did not take|gave no answer to) GetItem: .*\. Try again in a moment\.$/);
    expect(fault.cause).toBe(error);
  });

  test.each([
    ['a missing permission', sdkError('AccessDeniedException', 'client', 400)],
    ['a refused item', sdkError('ValidationException', 'client', 400)],
    ['an expired token', sdkError('ExpiredTokenException', 'client', 400)],
    ['a fault of our own', new TypeError('x is not a function')],
  ])('%s passes as it is', async (_what, error) => {
    mock.on(PutCommand).rejects(error);
    const thrown = await store(openingWith())
      .savePeering('plant', peeringRecord('app'))
      .catch((each: unknown) => each);
    expect(thrown).toBe(error);
    expect(thrown).not.toBeInstanceOf(CanalError);
  });

  test('reads are consistent, and nothing is tried twice', async () => {
    mock.on(GetCommand).resolves({});
    mock.on(QueryCommand).resolves({ Items: [] });
    const records = store(openingWith());
    await records.network('plant');
    await records.peerings('plant');
    expect(mock.commandCalls(GetCommand)[0]?.args[0].input.ConsistentRead).toBe(true);
    expect(mock.commandCalls(QueryCommand)[0]?.args[0].input.ConsistentRead).toBe(true);
    expect(mock.calls()).toHaveLength(2);
  });
});
